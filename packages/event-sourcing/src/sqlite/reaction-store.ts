import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Quarantined, Reached, ReactionStore } from '../reaction-store.ts'
import { makeTables, openRebuildable } from './open-database.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS checkpoints (reaction TEXT PRIMARY KEY, position INTEGER NOT NULL, mark TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS quarantine (reaction TEXT, position INTEGER, key TEXT, type TEXT, tries INTEGER, error TEXT, at TEXT,
    PRIMARY KEY (reaction, position)) WITHOUT ROWID;
`

/** Of the file: another one was made by another version. */
const format = 1
const saveAfterMs = 100

/**
 * Checkpoints and quarantine of a service's reactions in one file. A power cut takes both back together, and what
 * follows is handled a second time: at least once, never not at all.
 */
export class SqliteReactionStore implements ReactionStore {
  private readonly db: DatabaseSync
  private readonly put: StatementSync
  /** Checkpoints that wait to be saved together. */
  private readonly pending = new Map<string, Reached>()
  private timer: NodeJS.Timeout | undefined

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true })
    this.db = openRebuildable(file)
    makeTables(this.db, schema, format)
    this.put = this.db.prepare(
      'INSERT INTO checkpoints VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position, mark = excluded.mark',
    )
  }

  checkpoint(reaction: string): Reached {
    const pending = this.pending.get(reaction)
    if (pending !== undefined) return pending
    const row = this.db
      .prepare('SELECT position, mark FROM checkpoints WHERE reaction = ?')
      .get(reaction)
    return { position: Number(row?.['position'] ?? 0), mark: String(row?.['mark'] ?? '') }
  }

  saveCheckpoint(reaction: string, reached: Reached): void {
    this.pending.set(reaction, reached)
    this.timer ??= setTimeout(() => this.save(), saveAfterMs)
  }

  quarantine(entry: Quarantined): void {
    const { reaction, position, key, type, tries, error, at } = entry
    this.db
      .prepare(
        'INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET tries = excluded.tries, error = excluded.error WHERE excluded.tries > 0',
      )
      .run(reaction, position, key, type, tries, error, at)
  }

  quarantined(reaction?: string): readonly Quarantined[] {
    const where = reaction === undefined ? '' : 'WHERE reaction = ?'
    const rows = this.db.prepare(`SELECT * FROM quarantine ${where} ORDER BY reaction, position`)
    const found = reaction === undefined ? rows.all() : rows.all(reaction)
    return found.map((row) => ({
      reaction: String(row['reaction']),
      position: Number(row['position']),
      key: String(row['key']),
      type: String(row['type']),
      tries: Number(row['tries']),
      error: String(row['error']),
      at: String(row['at']),
    }))
  }

  release(reaction: string, position: number): void {
    this.db
      .prepare('DELETE FROM quarantine WHERE reaction = ? AND position = ?')
      .run(reaction, position)
  }

  close(): void {
    this.save()
    this.db.close()
  }

  /** A checkpoint that cannot be written now (a full disk) is written with the next; until then its events may come again. */
  private save(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.pending.size === 0) return
    try {
      this.db.exec('BEGIN')
      for (const [reaction, { position, mark }] of this.pending)
        this.put.run(reaction, position, mark)
      this.db.exec('COMMIT')
      this.pending.clear()
    } catch {
      if (this.db.isOpen && this.db.isTransaction) this.db.exec('ROLLBACK')
    }
  }
}
