import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ChainHead } from '@careloom/event-sourcing'
import { verifyKeys, verifyLog } from '@careloom/event-sourcing/sqlite'
import type { Secrets } from '../secrets.ts'
import { keysName, logIn } from './data-files.ts'

type Told = ReadonlyMap<string, readonly ChainHead[]>

/**
 * What is wrong in the files of a folder that nobody writes, in words; nothing when every log is proved (with the chain key,
 * and with what its witness was told), every key opens, every record has its key and every other file is whole.
 */
export function examined(
  folder: string,
  paths: readonly string[],
  { chainKey, keks }: Secrets,
  told: Told = new Map(),
): readonly string[] {
  const findings: string[] = []
  for (const path of paths) {
    const log = logIn(path)
    if (log === undefined) findings.push(...damaged(folder, path))
    else {
      const evidence = { chainKey, witnessed: told.get(log) ?? [] }
      for (const { position, what } of verifyLog(join(folder, path), evidence).findings)
        findings.push(`log ${log}, position ${position}: ${what}`)
    }
  }
  const logs = paths.filter((path) => logIn(path) !== undefined)
  const files = logs.map((path) => join(folder, path))
  return findings.length > 0 ? findings : verifyKeys(join(folder, keysName), keks, files)
}

/** How far each log among the files of a folder is. */
export function headsOf(folder: string, paths: readonly string[]): readonly ChainHead[] {
  return paths.flatMap((path) => {
    const log = logIn(path)
    return log === undefined ? [] : [headOf(log, join(folder, path))]
  })
}

function headOf(log: string, file: string): ChainHead {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const head = db.prepare('SELECT position, hex(chain) AS chain FROM head').get()
    return head === undefined
      ? emptyLog(log)
      : { log, position: Number(head['position']), chain: String(head['chain']).toLowerCase() }
  } finally {
    db.close()
  }
}

/** The head of a log that holds nothing. */
export function emptyLog(log: string): ChainHead {
  return { log, position: 0, chain: '0'.repeat(64) }
}

function damaged(folder: string, path: string): string[] {
  try {
    const db = new DatabaseSync(join(folder, path), { readOnly: true })
    try {
      const what = String(db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'])
      return what === 'ok' ? [] : [`${path}: the file is damaged: ${what.slice(0, 120)}`]
    } finally {
      db.close()
    }
  } catch (error) {
    return [
      `${path}: the file cannot be read: ${error instanceof Error ? error.message : 'unknown'}`,
    ]
  }
}
