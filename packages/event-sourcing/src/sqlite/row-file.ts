import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Found, Projection, Query } from '../projection.ts'
import { openRebuildable } from './open-database.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entries (name TEXT, value TEXT, key TEXT, PRIMARY KEY (name, value, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS checkpoints (feed TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
`
const last = '\u{10ffff}'
const maxCached = 20_000

type Indexes<Row> = NonNullable<Projection<never, Row>['indexes']>

/** Rows, index entries and checkpoints of one projection in one file: they change in one transaction or not at all. */
export class RowFile<Row> {
  private readonly db: DatabaseSync
  private readonly indexes: Indexes<Row>
  private readonly statements = new Map<string, StatementSync>()
  private readonly cache = new Map<string, Row | null>()

  constructor(file: string, indexes: Indexes<Row>) {
    this.db = openRebuildable(file)
    this.db.exec(schema)
    this.indexes = indexes
  }

  checkpoints(): Record<string, number> {
    const rows = this.db.prepare('SELECT feed, position FROM checkpoints').all()
    return Object.fromEntries(rows.map((row) => [String(row['feed']), Number(row['position'])]))
  }

  get(key: string): Row | undefined {
    const cached = this.cache.get(key)
    if (cached !== undefined) return cached ?? undefined
    const found = this.sql('SELECT row FROM rows WHERE key = ?').get(key)
    const row = found === undefined ? undefined : (JSON.parse(String(found['row'])) as Row)
    this.remember(key, row ?? null)
    return row
  }

  lookup(name: string, value: string): string[] {
    const rows = this.sql('SELECT key FROM entries WHERE name = ? AND value = ? ORDER BY key').all(
      name,
      value,
    )
    return rows.map((row) => String(row['key']))
  }

  find(query: Query): Found<Row>[] {
    const down = query.order === 'desc'
    const from = query.from ?? ''
    const to = query.to ?? last
    const start = query.after ?? (down ? { value: last, key: last } : { value: '', key: '' })
    const sql = `SELECT e.value, e.key, r.row FROM entries e JOIN rows r ON r.key = e.key
      WHERE e.name = ? AND e.value >= ? AND e.value <= ? AND (e.value, e.key) ${down ? '<' : '>'} (?, ?)
      ORDER BY e.value ${down ? 'DESC' : 'ASC'}, e.key ${down ? 'DESC' : 'ASC'} LIMIT ?`
    const rows = this.sql(sql).all(query.index, from, to, start.value, start.key, query.limit)
    return rows.map((row) => ({
      key: String(row['key']),
      value: String(row['value']),
      row: JSON.parse(String(row['row'])) as Row,
    }))
  }

  /** Writes what a page of events changed, with the checkpoint. */
  write(changed: ReadonlyMap<string, Row | null>, feed: string, position: number): void {
    this.db.exec('BEGIN')
    try {
      for (const [key, row] of changed) this.replace(key, row)
      this.sql(
        'INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
      ).run(feed, position)
      this.db.exec('COMMIT')
    } catch (error) {
      this.db.exec('ROLLBACK')
      this.cache.clear()
      throw error
    }
    for (const [key, row] of changed) this.remember(key, row)
  }

  /** Every row in order of key: what a rebuild must equal. */
  *dump(): Iterable<readonly [string, string]> {
    for (const row of this.db.prepare('SELECT key, row FROM rows ORDER BY key').iterate())
      yield [String(row['key']), String(row['row'])]
  }

  close(): void {
    this.db.close()
  }

  private replace(key: string, row: Row | null): void {
    const before = this.get(key)
    for (const [name, values] of Object.entries(this.indexes)) {
      const old = before === undefined ? [] : values(before, key)
      const now = row === null ? [] : values(row, key)
      for (const value of old)
        if (!now.includes(value))
          this.sql('DELETE FROM entries WHERE name = ? AND value = ? AND key = ?').run(
            name,
            value,
            key,
          )
      for (const value of now)
        if (!old.includes(value))
          this.sql('INSERT OR IGNORE INTO entries VALUES (?, ?, ?)').run(name, value, key)
    }
    if (row === null) this.sql('DELETE FROM rows WHERE key = ?').run(key)
    else
      this.sql('INSERT INTO rows VALUES (?, ?) ON CONFLICT DO UPDATE SET row = excluded.row').run(
        key,
        JSON.stringify(row),
      )
  }

  private remember(key: string, row: Row | null): void {
    if (this.cache.size >= maxCached) this.cache.clear()
    this.cache.set(key, row)
  }

  private sql(text: string): StatementSync {
    let statement = this.statements.get(text)
    if (statement === undefined) {
      statement = this.db.prepare(text)
      this.statements.set(text, statement)
    }
    return statement
  }
}
