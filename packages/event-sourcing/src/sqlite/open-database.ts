import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { CareloomError } from '../failure.ts'

/** Two connections may open one file at the same moment; each waits for the other instead of failing. */
const timeout = 5_000
/** Pages in the write-ahead file when it is folded in: 32 MB. */
export const autocheckpoint = 8_000

/**
 * WAL, and a sync for every commit: what is acknowledged survives a power cut. The write-ahead file is folded in every
 * 32 MB: a page that many commits change is then written to its place once for all of them. It is folded in when the file is
 * opened, too, and written down again before that: after a sync that failed, Linux has what it could not write in memory
 * only, and takes it for written. Commits that stand behind it would go with it at the next power cut; and folded in while the
 * disk has less of it, the file would be mended with older pages after one.
 */
export function openDurable(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout })
  db.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${autocheckpoint}; PRAGMA cache_size = -8192; PRAGMA secure_delete = ON; PRAGMA wal_checkpoint(TRUNCATE)`,
  )
  return db
}

const chunk = 1024 * 1024

/**
 * Writes the write-ahead file of a database over itself and syncs: what is read of it is what the disk has. There is none
 * after a clean stop. To be called before anybody has the database open: it would take back what they write meanwhile.
 */
export function writeAgain(file: string): void {
  let handle: number
  try {
    handle = openSync(`${file}-wal`, 'r+')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
  try {
    const bytes = Buffer.alloc(chunk)
    for (let at = 0, read = chunk; read > 0; at += read) {
      read = readSync(handle, bytes, 0, chunk, at)
      if (read > 0) writeSync(handle, bytes, 0, read, at)
    }
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Folds the write-ahead file in and closes: a log that was closed is one whole file. What cannot be folded is at the next start. */
export function foldAndClose(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

/** WAL without a sync per commit: for what can be rebuilt. A power cut takes the file back to an earlier commit, whole. */
export function openRebuildable(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout })
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -4096; PRAGMA secure_delete = ON',
  )
  return db
}

export function openForReading(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, timeout })
  db.exec('PRAGMA cache_size = -4096; PRAGMA mmap_size = 268435456')
  return db
}

/**
 * Makes the tables of a file, which says in which form it keeps them. Nothing is written where they are, so that it opens on
 * a full disk.
 * @throws CareloomError `CL_FILE_FORMAT` when a newer version of the product made the file
 */
export function makeTables(db: DatabaseSync, tables: string, format: number): void {
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  if (found > format)
    throw new CareloomError(
      'CL_FILE_FORMAT',
      `${db.location() ?? 'the file'} is of format ${found}, which a newer version of the product made; this one reads format ${format}`,
    )
  if (found < format) db.exec(`BEGIN IMMEDIATE; ${tables}; PRAGMA user_version = ${format}; COMMIT`)
}
