import type { Witness } from '@careloom/event-sourcing'
import { WitnessFile } from '@careloom/event-sourcing/sqlite'
import { syslogWitness } from './syslog-witness.ts'

export type WitnessPlaces = {
  readonly witnessFile?: string | undefined
  readonly syslog?: { readonly host: string; readonly port: number } | undefined
}

const nobody: Witness = {
  tell: async () => undefined,
  told: async () => new Map(),
  tellRestored: async () => undefined,
}

/** Who is told the heads of logs: a file, a syslog server, both, or nobody. */
export function witnessOf({ witnessFile, syslog }: WitnessPlaces, now: () => string): Witness {
  const inFile = witnessFile === undefined ? nobody : new WitnessFile(witnessFile, now)
  return syslog === undefined ? inFile : syslogWitness(syslog, inFile, now)
}
