import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Found, Query } from '../../projection.ts'
import { openRebuildable } from '../open-database.ts'
import { compared, entriesOf, PendingRows, type Indexes, type PendingRow } from './pending-rows.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entries (name TEXT, value TEXT, key TEXT, PRIMARY KEY (name, value, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS checkpoints (feed TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
`
const last = '\u{10ffff}'
const maxCached = 20_000

/**
 * Rows, index entries and checkpoints of one projection in one file. Changed rows wait in memory, where they are found
 * like the others, until `save` writes them with the checkpoints in one transaction: a row that changes ten times in a
 * tenth of a second is written once. What a crash takes is read from the log again.
 */
export class RowFile<Row> {
  private readonly db: DatabaseSync
  private readonly indexes: Indexes<Row>
  private readonly pending: PendingRows<Row>
  private readonly statements = new Map<string, StatementSync>()
  /** Rows as the file has them. */
  private readonly cache = new Map<string, Row | null>()

  constructor(file: string, indexes: Indexes<Row>) {
    this.db = openRebuildable(file)
    this.db.exec(schema)
    this.indexes = indexes
    this.pending = new PendingRows(indexes)
  }

  /** Rows that wait to be saved. */
  get waiting(): number {
    return this.pending.size
  }

  checkpoints(): Record<string, number> {
    const rows = this.db.prepare('SELECT feed, position FROM checkpoints').all()
    return Object.fromEntries(rows.map((row) => [String(row['feed']), Number(row['position'])]))
  }

  get(key: string): Row | undefined {
    const row = this.pending.get(key)
    return row === undefined ? this.stored(key) : (row ?? undefined)
  }

  lookup(name: string, value: string): string[] {
    const rows = this.sql('SELECT key FROM entries WHERE name = ? AND value = ? ORDER BY key').all(
      name,
      value,
    )
    const keys = rows.map((row) => String(row['key'])).filter((key) => !this.pending.has(key))
    const pending = [...this.pending.keysWith(name, value)]
    return pending.length === 0 ? keys : [...keys, ...pending].sort()
  }

  find(query: Query): Found<Row>[] {
    const pending = this.pending.find(query)
    const stored = this.storedIn(query)
    if (pending.length === 0) return stored
    const sign = query.order === 'desc' ? -1 : 1
    return [...stored, ...pending].sort((a, b) => sign * compared(a, b)).slice(0, query.limit)
  }

  put(key: string, row: Row | null): void {
    this.pending.set(key, row)
  }

  /** Writes what waits, with the checkpoints that it stands for: all of it or nothing. */
  save(checkpoints: Readonly<Record<string, number>>): void {
    this.sql('BEGIN').run()
    try {
      for (const [key, row] of this.pending.all()) this.replace(key, row)
      for (const [feed, position] of Object.entries(checkpoints))
        this.sql(
          'INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
        ).run(feed, position)
      this.sql('COMMIT').run()
    } catch (error) {
      this.db.exec('ROLLBACK')
      throw error
    }
    for (const [key, { row }] of this.pending.all()) this.remember(key, row)
    this.pending.clear()
  }

  /** Every saved row in order of key: what a rebuild must equal. */
  *dump(): Iterable<readonly [string, string]> {
    for (const row of this.db.prepare('SELECT key, row FROM rows ORDER BY key').iterate())
      yield [String(row['key']), String(row['row'])]
  }

  close(): void {
    this.db.close()
  }

  private stored(key: string): Row | undefined {
    const cached = this.cache.get(key)
    if (cached !== undefined) return cached ?? undefined
    const found = this.sql('SELECT row FROM rows WHERE key = ?').get(key)
    const row = found === undefined ? undefined : (JSON.parse(String(found['row'])) as Row)
    this.remember(key, row ?? null)
    return row
  }

  /** What the file has, but for rows that have changed since. */
  private storedIn(query: Query): Found<Row>[] {
    const found: Found<Row>[] = []
    let after = query.after
    for (;;) {
      const page = this.page(query, after)
      for (const { key, value, row } of page)
        if (!this.pending.has(key) && found.length < query.limit)
          found.push({ key, value, row: JSON.parse(row) as Row })
      if (found.length >= query.limit || page.length < query.limit) return found
      after = page.at(-1)
    }
  }

  private page(query: Query, after: Query['after']) {
    const down = query.order === 'desc'
    const start = after ?? (down ? { value: last, key: last } : { value: '', key: '' })
    const sql = `SELECT e.value, e.key, r.row FROM entries e JOIN rows r ON r.key = e.key
      WHERE e.name = ? AND e.value >= ? AND e.value <= ? AND (e.value, e.key) ${down ? '<' : '>'} (?, ?)
      ORDER BY e.value ${down ? 'DESC' : 'ASC'}, e.key ${down ? 'DESC' : 'ASC'} LIMIT ?`
    const { index, from = '', to = last, limit } = query
    return this.sql(sql)
      .all(index, from, to, start.value, start.key, limit)
      .map((row) => ({
        key: String(row['key']),
        value: String(row['value']),
        row: String(row['row']),
      }))
  }

  private replace(key: string, { row, entries }: PendingRow<Row>): void {
    const before = this.stored(key)
    const earlier = before === undefined ? {} : entriesOf(this.indexes, before, key)
    for (const name of Object.keys(this.indexes)) {
      const old = earlier[name] ?? []
      const now = entries[name] ?? []
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
