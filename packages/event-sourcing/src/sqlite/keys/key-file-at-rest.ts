import type { DatabaseSync } from 'node:sqlite'
import { CareloomError } from '../../failure.ts'
import { openForReading } from '../open-database.ts'
import { KeyFile } from './key-file.ts'
import {
  bytesWithoutId,
  idBytes,
  unwrap,
  wrappedBy,
  type WrappingKeys,
} from '../../keys/wrapped-key.ts'

const pageSize = 1_000

/**
 * What is wrong with a key file that nobody writes, in words: keys that do not open under the key-encryption key, and logs
 * that hold records of somebody whose key is not there. Somebody who was erased is no finding.
 */
export function verifyKeys(file: string, keks: WrappingKeys, logs: readonly string[]): string[] {
  try {
    const db = openForReading(file)
    try {
      return [...unopened(db, keks), ...logs.flatMap((log) => keyless(db, log))]
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
export function destroyKeys(file: string, keks: WrappingKeys, subjects: readonly string[]): number {
  const there = new Set(subjectsWithKey(file))
  const keys = new KeyFile(file, keks)
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

function unopened(db: DatabaseSync, keks: WrappingKeys): string[] {
  const rows = db.prepare('SELECT subject, wrapped FROM keys WHERE wrapped IS NOT NULL').iterate()
  const missing = new Map<string, number>()
  let closed = 0
  for (const row of rows) {
    const found = opens(keks, String(row['subject']), row['wrapped'])
    if (found === 'closed') closed += 1
    else if (found !== 'open') missing.set(found.without, (missing.get(found.without) ?? 0) + 1)
  }
  return [
    ...(closed === 0 ? [] : [`${closed} keys do not open under the key-encryption key`]),
    ...[...missing].map(
      ([id, count]) =>
        `${count} keys were wrapped by the key-encryption key ${id}, which is not among the secrets: put it back`,
    ),
  ]
}

function opens(
  keks: WrappingKeys,
  subject: string,
  wrapped: unknown,
): 'open' | 'closed' | { readonly without: string } {
  try {
    return wrapped instanceof Uint8Array && unwrap(keks, subject, wrapped) ? 'open' : 'closed'
  } catch (error) {
    const id = wrapped instanceof Uint8Array ? wrappedBy(wrapped) : undefined
    return error instanceof CareloomError && id !== undefined ? { without: id } : 'closed'
  }
}

/** How many keys of a file each key-encryption key has wrapped, by its id; '' for those that do not say. */
export function keysByWrapping(file: string): ReadonlyMap<string, number> {
  const db = openForReading(file)
  try {
    const rows = db.prepare(
      "SELECT CASE WHEN length(wrapped) = ? THEN '' ELSE lower(hex(substr(wrapped, 1, ?))) END AS id, count(*) AS keys FROM keys WHERE wrapped IS NOT NULL GROUP BY id",
    )
    const counted = rows.all(bytesWithoutId, idBytes)
    return new Map(counted.map((row) => [String(row['id']), Number(row['keys'])]))
  } finally {
    db.close()
  }
}

/** Wraps by the first key what the others have wrapped, in a key file that nobody has open. */
export function wrapAllAnew(file: string, keks: WrappingKeys): void {
  const keys = new KeyFile(file, keks)
  try {
    for (let after: string | undefined = ''; after !== undefined; keys.commit())
      after = keys.wrapAnew(after, pageSize)
  } finally {
    keys.close()
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
