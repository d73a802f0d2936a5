import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type {
  GivenUp,
  Quarantined,
  Reached,
  ReactionState,
  ReactionStore,
} from '../reaction-store.ts'
import { SavedBehind, type Behind } from '../saved-behind.ts'
import { makeTables, openRebuildable } from './open-database.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS checkpoints (reaction TEXT PRIMARY KEY, position INTEGER NOT NULL, mark TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS quarantine (reaction TEXT, position INTEGER, key TEXT, type TEXT, tries INTEGER, error TEXT, at TEXT,
    PRIMARY KEY (reaction, position)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS given_up (reaction TEXT, position INTEGER, entry TEXT NOT NULL, why TEXT NOT NULL,
    PRIMARY KEY (reaction, position)) WITHOUT ROWID;
`

/** Of the file: another one was made by another version. */
const format = 1
/**
 * Checkpoints and quarantine of a service's reactions in one file that the processes of a machine may share. A power cut takes
 * both back together, and what follows is handled a second time: at least once, never not at all.
 */
export class SqliteReactionStore implements ReactionStore {
  private readonly db: DatabaseSync
  private readonly get: StatementSync
  private readonly put: StatementSync
  private readonly putAnew: StatementSync
  private readonly behind = new SavedBehind((behind) => this.keep(behind))

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true })
    this.db = openRebuildable(file)
    makeTables(this.db, schema, format)
    this.get = this.db.prepare('SELECT position, mark FROM checkpoints WHERE reaction = ?')
    const put =
      'INSERT INTO checkpoints VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position, mark = excluded.mark'
    this.putAnew = this.db.prepare(put)
    this.put = this.db.prepare(`${put} WHERE excluded.position > position`)
  }

  async load(reaction: string): Promise<ReactionState> {
    const row = this.get.get(reaction)
    const kept = { position: Number(row?.['position'] ?? 0), mark: String(row?.['mark'] ?? '') }
    const reached = this.behind.reached(reaction, kept)
    return { reached, quarantined: await this.quarantined(reaction) }
  }

  async save(reaction: string, reached: Reached): Promise<void> {
    this.behind.save(reaction, reached)
  }

  flush(): Promise<void> {
    return this.behind.flush()
  }

  async restart(reaction: string, reached: Reached): Promise<void> {
    this.behind.restart(reaction, reached)
  }

  async quarantine(entry: Quarantined): Promise<void> {
    const { reaction, position, key, type, tries, error, at } = entry
    this.db
      .prepare(
        'INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET tries = excluded.tries, error = excluded.error WHERE excluded.tries > 0',
      )
      .run(reaction, position, key, type, tries, error, at)
  }

  async quarantined(reaction?: string): Promise<readonly Quarantined[]> {
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

  async giveUp(entry: Quarantined, why: GivenUp): Promise<void> {
    const { reaction, position } = entry
    // Kept before it is released: a crash in between leaves both, and it can be said again.
    this.db
      .prepare('INSERT INTO given_up VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(reaction, position, JSON.stringify(entry), JSON.stringify(why))
    await this.release(reaction, position)
  }

  async givenUp(): Promise<readonly (Quarantined & { readonly why: GivenUp })[]> {
    const rows = this.db.prepare('SELECT entry, why FROM given_up ORDER BY reaction, position')
    return rows.all().map((row) => ({
      ...(JSON.parse(String(row['entry'])) as Quarantined),
      why: JSON.parse(String(row['why'])) as GivenUp,
    }))
  }

  async release(reaction: string, position: number): Promise<void> {
    this.db
      .prepare('DELETE FROM quarantine WHERE reaction = ? AND position = ?')
      .run(reaction, position)
  }

  close(): void {
    void this.behind.flush()
    this.db.close()
  }

  private keep(behind: ReadonlyMap<string, Behind>): void {
    try {
      this.db.exec('BEGIN')
      for (const [reaction, { position, mark, isAnew }] of behind)
        (isAnew ? this.putAnew : this.put).run(reaction, position, mark)
      this.db.exec('COMMIT')
    } catch (error) {
      if (this.db.isOpen && this.db.isTransaction) this.db.exec('ROLLBACK')
      throw error
    }
  }
}
