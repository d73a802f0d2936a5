import { join } from 'node:path'
import type { Witness } from '../packages/event-sourcing/src/index.ts'
import { ErasureLedger, WitnessFile } from '../packages/event-sourcing/src/sqlite/index.ts'
import { NotBegun } from '../packages/hosting/src/backup/index.ts'
import { syslogWitness } from '../packages/hosting/src/syslog-witness.ts'

const now = () => new Date().toISOString()

/** Where the data, the secrets, the witness and the erasure ledger are, as `npm start` finds them. */
export function dataPlace(env: NodeJS.ProcessEnv) {
  const dataDir = env['CARELOOM_DATA'] ?? join(import.meta.dirname, '../data')
  const secretsDir = env['CARELOOM_SECRETS'] ?? `${dataDir}.secrets`
  const file = env['CARELOOM_WITNESS'] ?? join(secretsDir, 'witness.jsonl')
  const ledgerFile = join(secretsDir, 'erasures.jsonl')
  return {
    dataDir,
    secretsDir,
    ledgerFile,
    witness: witnessOf(file, env['CARELOOM_SYSLOG']),
    ledger: new ErasureLedger(ledgerFile, now),
    now,
  }
}

function witnessOf(file: string, syslog: string | undefined): Witness {
  const inFile = new WitnessFile(file, now)
  if (syslog === undefined) return inFile
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(syslog) ?? []
  if (host === undefined) throw new NotBegun('CARELOOM_SYSLOG must be host:port.')
  return syslogWitness({ host, port: Number(port) }, inFile, now)
}

/** Runs a command; 2 when it did not begin and touched nothing, 1 when it failed on its way. */
export async function exitCodeOf(work: () => Promise<void>): Promise<number> {
  try {
    await work()
    return 0
  } catch (error) {
    console.error(`Careloom: ${error instanceof Error ? error.message : String(error)}`)
    return error instanceof NotBegun ? 2 : 1
  }
}
