import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import { foldAndClose, openDurable } from '../open-database.ts'
import { unwrap, wrap } from './wrapped-key.ts'

/** The last statement is for files that were made before erasures were numbered. */
export const keySchemaSql = `
  CREATE TABLE IF NOT EXISTS keys (subject TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS erasures (position INTEGER PRIMARY KEY, subject TEXT NOT NULL UNIQUE);
  INSERT OR IGNORE INTO erasures (subject) SELECT subject FROM keys WHERE wrapped IS NULL;
`

const maxCached = 50_000

/**
 * The keys that seal, made and destroyed in the writer thread. A key that was asked for first is new: it is written by
 * `commit`, which comes before the commit of any log. An erased key keeps its row without its bytes: it is never made anew.
 */
export class KeyFile {
  private readonly db: DatabaseSync
  private readonly kek: KeyObject
  private readonly find: StatementSync
  private readonly put: StatementSync
  private readonly wipe: StatementSync
  private readonly note: StatementSync
  private readonly cache = new LRUCache<string, KeyObject | 'erased'>({ max: maxCached })
  private begun = false

  constructor(file: string, kek: KeyObject) {
    this.db = openDurable(file)
    this.db.exec(keySchemaSql)
    this.kek = kek
    this.find = this.db.prepare('SELECT wrapped FROM keys WHERE subject = ?')
    this.put = this.db.prepare('INSERT INTO keys VALUES (?, ?)')
    this.wipe = this.db.prepare(
      'INSERT INTO keys VALUES (?, NULL) ON CONFLICT DO UPDATE SET wrapped = NULL',
    )
    this.note = this.db.prepare('INSERT OR IGNORE INTO erasures (subject) VALUES (?)')
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
    return wrapped === null ? 'erased' : unwrap(this.kek, subject, wrapped)
  }

  private made(subject: string): KeyObject {
    const raw = randomBytes(32)
    this.begin()
    this.put.run(subject, wrap(this.kek, subject, raw))
    return createSecretKey(raw)
  }

  private begin(): void {
    if (this.begun) return
    this.db.exec('BEGIN IMMEDIATE')
    this.begun = true
  }
}
