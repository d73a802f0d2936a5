import type { KeyObject } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { openForReading } from '../open-database.ts'
import { KeyFile } from './key-file.ts'
import { unwrap } from './wrapped-key.ts'

/**
 * What is wrong with a key file that nobody writes, in words: keys that do not open under the key-encryption key, and logs
 * that hold records of somebody whose key is not there. Somebody who was erased is no finding.
 */
export function verifyKeys(file: string, kek: KeyObject, logs: readonly string[]): string[] {
  try {
    const db = openForReading(file)
    try {
      return [...unopened(db, kek), ...logs.flatMap((log) => keyless(db, log))]
    } finally {
      db.close()
    }
  } catch (error) {
    return [`the keys cannot be read: ${error instanceof Error ? error.message : 'unknown'}`]
  }
}

/** Everybody whom a key file knows as erased. */
export function erasedIn(file: string): readonly string[] {
  const db = openForReading(file)
  try {
    const rows = db.prepare('SELECT subject FROM erasures ORDER BY position').all()
    return rows.map((row) => String(row['subject']))
  } finally {
    db.close()
  }
}

/**
 * Destroys keys in a key file that nobody has open, and remembers who was erased: nothing of those keys is left in the file
 * when it returns. Answers how many of them there were. Once or often, the outcome is the same.
 */
export function destroyKeys(file: string, kek: KeyObject, subjects: readonly string[]): number {
  const there = new Set(subjectsWithKey(file))
  const keys = new KeyFile(file, kek)
  try {
    for (const subject of subjects) keys.erase(subject)
    keys.commit()
  } finally {
    keys.close()
  }
  return subjects.filter((subject) => there.has(subject)).length
}

function subjectsWithKey(file: string): string[] {
  const db = openForReading(file)
  try {
    const rows = db.prepare('SELECT subject FROM keys WHERE wrapped IS NOT NULL').all()
    return rows.map((row) => String(row['subject']))
  } finally {
    db.close()
  }
}

function unopened(db: DatabaseSync, kek: KeyObject): string[] {
  const rows = db.prepare('SELECT subject, wrapped FROM keys WHERE wrapped IS NOT NULL').iterate()
  let closed = 0
  for (const row of rows) if (!opens(kek, String(row['subject']), row['wrapped'])) closed += 1
  return closed === 0 ? [] : [`${closed} keys do not open under the key-encryption key`]
}

function opens(kek: KeyObject, subject: string, wrapped: unknown): boolean {
  try {
    return wrapped instanceof Uint8Array && unwrap(kek, subject, wrapped) !== undefined
  } catch {
    return false
  }
}

function keyless(db: DatabaseSync, log: string): string[] {
  db.prepare('ATTACH ? AS log').run(log)
  try {
    const missing = db
      .prepare(
        'SELECT count(*) AS missing FROM (SELECT DISTINCT subject FROM log.commits) WHERE subject NOT IN (SELECT subject FROM keys)',
      )
      .get()?.['missing']
    return missing === 0
      ? []
      : [`${log} holds records under ${Number(missing)} keys that are not there`]
  } finally {
    db.exec('DETACH log')
  }
}
