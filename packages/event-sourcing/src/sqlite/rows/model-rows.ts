import { LRUCache } from 'lru-cache'
import type { Found, Query } from '../../projection.ts'
import { Gaps } from '../../gaps.ts'
import { compared, entriesOf, PendingRows, type Indexes, type PendingRow } from './pending-rows.ts'
import type { ReadModelFile } from './read-model-file.ts'
import type { Checkpoint } from './saver-protocol.ts'

const last = '\u{10ffff}'
/** What is kept of a read model, as characters of JSON: in memory it is some five times that. */
const maxCached = 4_000_000
/** What a key takes besides its row, also where there is none. */
const perKey = 200

type Cached<Row> = { readonly row: Row | null; readonly length: number }

/**
 * Rows and index entries of one read model. Changed rows wait in memory, where they are found like the others, until the
 * saver has written them with the checkpoints: a row that changes ten times meanwhile is written once. What a crash takes
 * is read from the log again.
 */
export class ModelRows<Row> {
  readonly model: number
  private readonly file: ReadModelFile
  private readonly indexes: Indexes<Row>
  private readonly pending: PendingRows<Row>
  /** Rows as the file has them. */
  private readonly cache = new LRUCache<string, Cached<Row>>({
    maxSize: maxCached,
    sizeCalculation: ({ length }) => perKey + length,
  })

  /** Keys that the file does not have. */
  private readonly gaps = new Gaps()

  constructor(file: ReadModelFile, model: number, indexes: Indexes<Row>) {
    this.file = file
    this.model = model
    this.indexes = indexes
    this.pending = new PendingRows(indexes)
  }

  /** Rows that wait to be saved. */
  get waiting(): number {
    return this.pending.size
  }

  checkpoints(): readonly Checkpoint[] {
    return this.file
      .sql('SELECT feed, position, mark FROM checkpoints WHERE model = ?')
      .all(this.model)
      .map((row) => ({
        feed: String(row['feed']),
        position: Number(row['position']),
        mark: String(row['mark']),
      }))
  }

  get(key: string): Row | undefined {
    const row = this.pending.get(key)
    return row === undefined ? this.stored(key) : (row ?? undefined)
  }

  lookup(name: string, value: string): string[] {
    const keys = this.file
      .sql('SELECT key FROM entries WHERE model = ? AND name = ? AND value = ? ORDER BY key')
      .all(this.model, name, value)
      .map((row) => String(row['key']))
      .filter((key) => !this.pending.has(key))
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

  /** Writes what waits at the call, with the checkpoints that it stands for: all of it or nothing. Not to be called again before it has ended. */
  async save(checkpoints: Promise<readonly Checkpoint[]>, isWhole: boolean): Promise<void> {
    const taken = [...this.pending.all()]
    const [rows, removed, added]: [(string | null)[], string[], string[]] = [[], [], []]
    for (const [key, { row, entries }] of taken) {
      const before = this.stored(key)
      const earlier = before === undefined ? {} : entriesOf(this.indexes, before, key)
      for (const name of Object.keys(this.indexes)) {
        const [old, now] = [earlier[name] ?? [], entries[name] ?? []]
        for (const value of old) if (!now.includes(value)) removed.push(name, value, key)
        for (const value of now) if (!old.includes(value)) added.push(name, value, key)
      }
      rows.push(key, row === null ? null : JSON.stringify(row))
    }
    const marked = await checkpoints
    await this.file.save({
      model: this.model,
      isWhole,
      rows,
      removed,
      added,
      checkpoints: marked,
    })
    for (const [i, [key, saved]] of taken.entries())
      this.settle(key, saved, rows[2 * i + 1]?.length ?? 0)
  }

  /** Every saved row in order of key: what a rebuild must equal. */
  *dump(): Iterable<readonly [string, string]> {
    const rows = this.file
      .sql('SELECT key, row FROM rows WHERE model = ? ORDER BY key')
      .all(this.model)
    for (const row of rows) yield [String(row['key']), String(row['row'])]
  }

  private settle(key: string, saved: PendingRow<Row>, length: number): void {
    this.gaps.fill(key)
    this.cache.set(key, { row: saved.row, length })
    this.pending.settle(key, saved)
  }

  private stored(key: string): Row | undefined {
    const cached = this.cache.get(key)
    if (cached !== undefined) return cached.row ?? undefined
    if (this.gaps.holds(key) || !this.isThere(key)) return undefined
    const found = this.file
      .sql('SELECT row FROM rows WHERE model = ? AND key = ?')
      .get(this.model, key)
    if (found === undefined) return undefined
    const text = String(found['row'])
    const row = JSON.parse(text) as Row
    this.cache.set(key, { row, length: text.length })
    return row
  }

  private isThere(key: string): boolean {
    const found = this.file
      .sql('SELECT key FROM rows WHERE model = ? AND key >= ? ORDER BY key LIMIT 1')
      .get(this.model, key)
    const next = found === undefined ? undefined : String(found['key'])
    if (next === key) return true
    this.gaps.add(key, next)
    // The saver asks again in a moment, and some keys are asked for all the time.
    this.cache.set(key, { row: null, length: 0 })
    return false
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
    const sql = `SELECT e.value, e.key, r.row FROM entries e JOIN rows r ON r.model = e.model AND r.key = e.key
      WHERE e.model = ? AND e.name = ? AND e.value >= ? AND e.value <= ? AND (e.value, e.key) ${down ? '<' : '>'} (?, ?)
      ORDER BY e.value ${down ? 'DESC' : 'ASC'}, e.key ${down ? 'DESC' : 'ASC'} LIMIT ?`
    const { index, from = '', to = last, limit } = query
    return this.file
      .sql(sql)
      .all(this.model, index, from, to, start.value, start.key, limit)
      .map((row) => ({
        key: String(row['key']),
        value: String(row['value']),
        row: String(row['row']),
      }))
  }
}
