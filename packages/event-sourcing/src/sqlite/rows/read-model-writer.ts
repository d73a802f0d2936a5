import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { openRebuildable } from '../open-database.ts'
import type { Changes } from './saver-protocol.ts'

/** Of a file of read models; what a newer version made is built anew. */
export const readModelFormat = 1

/** `models` says which read models the file holds; the one that is `current` serves. */
export const readModelSchema = `
  CREATE TABLE IF NOT EXISTS models (id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, current INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS rows (model INTEGER, key TEXT, row TEXT NOT NULL, PRIMARY KEY (model, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entries (model INTEGER, name TEXT, value TEXT, key TEXT, PRIMARY KEY (model, name, value, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS checkpoints (model INTEGER, feed TEXT, position INTEGER NOT NULL, mark TEXT NOT NULL, PRIMARY KEY (model, feed)) WITHOUT ROWID;
`

/** The writing side of a file of read models; lives in the saver thread. */
export class ReadModelWriter {
  private readonly db: DatabaseSync
  private readonly putRow: StatementSync
  private readonly dropRow: StatementSync
  private readonly putEntry: StatementSync
  private readonly dropEntry: StatementSync
  private readonly putCheckpoint: StatementSync
  private readonly makeCurrent: StatementSync

  constructor(path: string) {
    const db = openRebuildable(path)
    this.db = db
    this.putRow = db.prepare(
      'INSERT INTO rows VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET row = excluded.row',
    )
    this.dropRow = db.prepare('DELETE FROM rows WHERE model = ? AND key = ?')
    this.putEntry = db.prepare('INSERT OR IGNORE INTO entries VALUES (?, ?, ?, ?)')
    this.dropEntry = db.prepare(
      'DELETE FROM entries WHERE model = ? AND name = ? AND value = ? AND key = ?',
    )
    this.makeCurrent = db.prepare(
      'UPDATE models SET current = (id = ?) WHERE name = (SELECT name FROM models WHERE id = ?)',
    )
    this.putCheckpoint = db.prepare(
      'INSERT INTO checkpoints VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position, mark = excluded.mark',
    )
  }

  /** All of it or nothing. */
  save(all: readonly Changes[]): void {
    this.whole(() => {
      for (const changes of all) this.write(changes)
    })
  }

  remove(models: readonly number[]): void {
    const those = `(${models.map(Number).join(', ')})`
    this.whole(() => {
      for (const table of ['rows', 'entries', 'checkpoints'])
        this.db.exec(`DELETE FROM ${table} WHERE model IN ${those}`)
      this.db.exec(`DELETE FROM models WHERE id IN ${those}`)
    })
  }

  /** Answers false while somebody reads the file: what they read cannot be folded in yet. */
  scrub(): boolean {
    this.db.exec('PRAGMA busy_timeout = 0')
    try {
      return Number(this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy']) === 0
    } finally {
      this.db.exec('PRAGMA busy_timeout = 5000')
    }
  }

  close(): void {
    this.db.close()
  }

  private whole(work: () => void): void {
    this.db.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.db.exec('COMMIT')
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK')
      throw error
    }
  }

  private write({ model, isWhole, rows, removed, added, checkpoints }: Changes): void {
    if (isWhole) this.makeCurrent.run(model, model)
    for (let i = 0; i < removed.length; i += 3)
      this.dropEntry.run(model, removed[i] ?? '', removed[i + 1] ?? '', removed[i + 2] ?? '')
    for (let i = 0; i < added.length; i += 3)
      this.putEntry.run(model, added[i] ?? '', added[i + 1] ?? '', added[i + 2] ?? '')
    for (let i = 0; i < rows.length; i += 2) {
      const [key, row] = [rows[i] ?? '', rows[i + 1] ?? null]
      if (row === null) this.dropRow.run(model, key)
      else this.putRow.run(model, key, row)
    }
    for (const { feed, position, mark } of checkpoints)
      this.putCheckpoint.run(model, feed, position, mark)
  }
}
