import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import { foldAndClose, openDurable } from '../open-database.ts'
import { unwrap, wrap, wrapAnew, type WrappingKeys } from '../../keys/wrapped-key.ts'

/** The last statement is for files that were made before erasures were numbered. */
export const keySchemaSql = `
  CREATE TABLE IF NOT EXISTS keys (subject TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS erasures (position INTEGER PRIMARY KEY, subject TEXT NOT NULL UNIQUE);
  INSERT OR IGNORE INTO erasures (subject) SELECT subject FROM keys WHERE wrapped IS NULL;
`

/** A key takes 1.2 kB of memory, and 10 µs to unwrap. */
const maxCached = 10_000

/**
 * The keys that seal, made and destroyed in the writer thread. A key that was asked for first is new: it is written by
 * `commit`, which comes before the commit of any log. An erased key keeps its row without its bytes: it is never made anew.
 */
export class KeyFile {
  private readonly db: DatabaseSync
  private keks: WrappingKeys
  private readonly find: StatementSync
  private readonly put: StatementSync
  private readonly wipe: StatementSync
  private readonly note: StatementSync
  private readonly after: StatementSync
  private readonly replace: StatementSync
  private readonly cache = new LRUCache<string, KeyObject | 'erased'>({ max: maxCached })
  private begun = false

  constructor(file: string, keks: WrappingKeys) {
    this.db = openDurable(file)
    this.db.exec(keySchemaSql)
    this.keks = keks
    this.find = this.db.prepare('SELECT wrapped FROM keys WHERE subject = ?')
    this.put = this.db.prepare('INSERT INTO keys VALUES (?, ?)')
    this.wipe = this.db.prepare(
      'INSERT INTO keys VALUES (?, NULL) ON CONFLICT DO UPDATE SET wrapped = NULL',
    )
    this.note = this.db.prepare('INSERT OR IGNORE INTO erasures (subject) VALUES (?)')
    this.after = this.db.prepare(
      'SELECT subject, wrapped FROM keys WHERE subject > ? ORDER BY subject LIMIT ?',
    )
    this.replace = this.db.prepare(
      'UPDATE keys SET wrapped = ? WHERE subject = ? AND wrapped IS NOT NULL',
    )
  }

  /** The key of a subject, made if there is none. */
  forSealing(subject: string): KeyObject | 'erased' {
    const cached = this.cache.get(subject)
    if (cached !== undefined) return cached
    const key = this.stored(subject) ?? this.made(subject)
    this.cache.set(subject, key)
    return key
  }

  erase(subject: string): void {
    this.begin()
    this.wipe.run(subject)
    this.note.run(subject)
    this.cache.set(subject, 'erased')
  }

  /** The first of these wraps from now on. */
  wrapBy(keks: WrappingKeys): void {
    this.keks = keks
  }

  /**
   * Wraps by the current key what others have wrapped, of so many subjects after one; `commit` makes it durable. Answers the last
   * of them, undefined at the end. What was wrapped by a key that is not there stays as it is.
   */
  wrapAnew(after: string, limit: number): string | undefined {
    const rows = this.after.all(after, limit)
    for (const row of rows) {
      const [subject, wrapped] = [String(row['subject']), row['wrapped'] as Uint8Array | null]
      const anew = wrapped === null ? undefined : this.anew(subject, wrapped)
      if (anew === undefined) continue
      this.begin()
      this.replace.run(anew, subject)
    }
    const last = rows.at(-1)
    return rows.length < limit || last === undefined ? undefined : String(last['subject'])
  }

  commit(): void {
    if (!this.begun) return
    this.db.exec('COMMIT')
    this.begun = false
  }

  /** Takes back what was begun; keys that were made meanwhile never were. */
  rollback(): void {
    if (this.db.isTransaction) this.db.exec('ROLLBACK')
    this.begun = false
    this.cache.clear()
  }

  /** Folds the write-ahead file in and cuts it off. Answers false while somebody else reads the file; nobody waits for them here. */
  scrub(): boolean {
    this.db.exec('PRAGMA busy_timeout = 0')
    try {
      return Number(this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy']) === 0
    } finally {
      this.db.exec('PRAGMA busy_timeout = 5000')
    }
  }

  close(): void {
    foldAndClose(this.db)
  }

  private stored(subject: string): KeyObject | 'erased' | undefined {
    const row = this.find.get(subject)
    if (row === undefined) return undefined
    const wrapped = row['wrapped'] as Uint8Array | null
    return wrapped === null ? 'erased' : unwrap(this.keks, subject, wrapped)
  }

  private anew(subject: string, wrapped: Uint8Array): Uint8Array | undefined {
    try {
      return wrapAnew(this.keks, subject, wrapped)
    } catch {
      return undefined
    }
  }

  private made(subject: string): KeyObject {
    const raw = randomBytes(32)
    this.begin()
    this.put.run(subject, wrap(this.keks, subject, raw))
    return createSecretKey(raw)
  }

  private begin(): void {
    if (this.begun) return
    this.db.exec('BEGIN IMMEDIATE')
    this.begun = true
  }
}
