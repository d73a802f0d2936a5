import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { CareloomError } from '../../failure.ts'
import { makeTables } from '../open-database.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, epoch INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entries (name TEXT, key BLOB, value BLOB NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (name, key)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entries_by_end ON entries (name, until);
  CREATE TABLE IF NOT EXISTS doors (door TEXT PRIMARY KEY, holder TEXT NOT NULL, until REAL NOT NULL, seen TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS awaited (log TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
`
/** Of the file: another one was made by another version. */
const format = 1
/** Another process commits in a moment, or was stopped in the middle: then it is tried again later. */
const timeout = 250
const full = 13

/**
 * What the processes on one data folder have to agree on, and nothing that has to last: leases, what replicas share, doors. All
 * of it is small and ends by itself.
 */
export class SharedFile {
  private readonly db: DatabaseSync
  private readonly statements = new Map<string, StatementSync>()

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true })
    this.db = new DatabaseSync(file, { timeout })
    this.db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000; PRAGMA secure_delete = ON',
    )
    makeTables(this.db, schema, format)
  }

  sql(text: string): StatementSync {
    let found = this.statements.get(text)
    if (found === undefined) this.statements.set(text, (found = this.db.prepare(text)))
    return found
  }

  /** One step that nobody sees half of. It survives the end of the process, not of the machine. @throws CareloomError, retryable */
  write<T>(work: () => T): T {
    try {
      return this.once(work)
    } catch (error) {
      if (errcodeOf(error) !== full) throw absent(error)
      // No room on the disk: what the write-ahead file has is folded in, and its place is taken again.
      this.db.exec('PRAGMA wal_checkpoint(RESTART)')
      return this.once(work)
    }
  }

  /** The same, and it survives a power cut too. */
  writeDurably<T>(work: () => T): T {
    this.db.exec('PRAGMA synchronous = FULL')
    try {
      return this.write(work)
    } finally {
      this.db.exec('PRAGMA synchronous = NORMAL')
    }
  }

  close(): void {
    if (this.db.isOpen) this.db.close()
  }

  private once<T>(work: () => T): T {
    this.db.exec('BEGIN IMMEDIATE')
    try {
      const done = work()
      this.db.exec('COMMIT')
      return done
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK')
      throw error
    }
  }
}

function absent(cause: unknown): unknown {
  if (errcodeOf(cause) === undefined) return cause
  return new CareloomError('CL_UNAVAILABLE', 'What replicas share cannot be reached now', {
    retryable: true,
    cause,
  })
}

function errcodeOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}
