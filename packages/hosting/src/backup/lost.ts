import { existsSync } from 'node:fs'
import type { ChainHead } from '@careloom/event-sourcing'
import { dataFiles } from './data-files.ts'
import { emptyLog, headsOf } from './examine.ts'
import type { Manifest } from './manifest.ts'

/** Events of a log that the restored one does not have, as far as the witness or the data before knew. */
export type Lost = { readonly log: string; readonly position: number; readonly events: number }

/** How far the logs of the data before are, where they can still be asked. */
export function headsThere(dataDir: string): readonly ChainHead[] {
  return (existsSync(dataDir) ? dataFiles(dataDir) : []).flatMap((path) => {
    try {
      return headsOf(dataDir, [path])
    } catch {
      return []
    }
  })
}

/** How far each log was, as its witness knew or as it still lies there. */
export function furthest(
  told: ReadonlyMap<string, readonly ChainHead[]>,
  there: readonly ChainHead[],
): ReadonlyMap<string, number> {
  const before = new Map<string, number>()
  for (const { log, position } of [...[...told.values()].flat(), ...there])
    before.set(log, Math.max(position, before.get(log) ?? 0))
  return before
}

/** What the witness is told: the heads of the backup, and that logs which came after it begin again. */
export function restoredHeads(
  manifest: Manifest,
  before: ReadonlyMap<string, number>,
): readonly ChainHead[] {
  const known = new Set(manifest.logs.map(({ log }) => log))
  return [...manifest.logs, ...[...before.keys()].filter((log) => !known.has(log)).map(emptyLog)]
}

/** What the logs of a backup do not have of what was there before. */
export function lostOf(manifest: Manifest, before: ReadonlyMap<string, number>): readonly Lost[] {
  return restoredHeads(manifest, before)
    .map(({ log, position }) => ({ log, position, events: (before.get(log) ?? 0) - position }))
    .filter(({ events }) => events > 0)
}
