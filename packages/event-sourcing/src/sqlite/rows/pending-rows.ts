import type { Cursor, Found, Projection, Query } from '../../projection.ts'
import { compareText } from '../../text-order.ts'

export type Indexes<Row> = NonNullable<Projection<never, Row>['indexes']>
export type Entries = Readonly<Record<string, readonly string[]>>
export type PendingRow<Row> = { readonly row: Row | null; readonly entries: Entries }

/** Rows that have changed and are not in the file yet, found as the file finds its own: by key and by index entry. */
export class PendingRows<Row> {
  private readonly indexes: Indexes<Row>
  private readonly rows = new Map<string, PendingRow<Row>>()
  /** Index name → value → keys. */
  private readonly keys = new Map<string, Map<string, Set<string>>>()

  constructor(indexes: Indexes<Row>) {
    this.indexes = indexes
  }

  get size(): number {
    return this.rows.size
  }

  /** `null` is a row that was removed; undefined, the file knows. */
  get(key: string): Row | null | undefined {
    return this.rows.get(key)?.row
  }

  has(key: string): boolean {
    return this.rows.has(key)
  }

  set(key: string, row: Row | null): void {
    this.forgetEntries(key)
    const entries = row === null ? {} : entriesOf(this.indexes, row, key)
    for (const [name, value] of pairs(entries)) this.keysUnder(name, value).add(key)
    this.rows.set(key, { row, entries })
  }

  keysWith(name: string, value: string): Iterable<string> {
    return this.keys.get(name)?.get(value) ?? []
  }

  /** What a query would find here, without its limit, in its order. */
  find({ index, from, to, order, after }: Query): Found<Row>[] {
    const found: Found<Row>[] = []
    for (const [value, keys] of this.valuesOf(index, from, to))
      for (const key of keys) {
        const row = this.get(key)
        if (row !== undefined && row !== null) found.push({ key, value, row })
      }
    found.sort(order === 'desc' ? (a, b) => compared(b, a) : compared)
    if (after === undefined) return found
    return found.filter((each) =>
      order === 'desc' ? compared(each, after) < 0 : compared(each, after) > 0,
    )
  }

  all(): Iterable<readonly [string, PendingRow<Row>]> {
    return this.rows
  }

  /** The file has this row now; one that has changed since stays. */
  settle(key: string, saved: PendingRow<Row>): void {
    if (this.rows.get(key) !== saved) return
    this.forgetEntries(key)
    this.rows.delete(key)
  }

  private keysUnder(name: string, value: string): Set<string> {
    let values = this.keys.get(name)
    if (values === undefined) this.keys.set(name, (values = new Map()))
    let keys = values.get(value)
    if (keys === undefined) values.set(value, (keys = new Set()))
    return keys
  }

  private forgetEntries(key: string): void {
    for (const [name, value] of pairs(this.rows.get(key)?.entries ?? {})) {
      const values = this.keys.get(name)
      const keys = values?.get(value)
      keys?.delete(key)
      if (keys?.size === 0) values?.delete(value)
    }
  }

  private *valuesOf(name: string, from = '', to?: string): Iterable<[string, Iterable<string>]> {
    const values = this.keys.get(name)
    if (values === undefined) return
    if (from === to) return yield [from, values.get(from) ?? []]
    for (const [value, keys] of values)
      if (compareText(value, from) >= 0 && (to === undefined || compareText(value, to) <= 0))
        yield [value, keys]
  }
}

export function entriesOf<Row>(indexes: Indexes<Row>, row: Row, key: string): Entries {
  const entries: Record<string, readonly string[]> = {}
  for (const [name, values] of Object.entries(indexes)) entries[name] = values(row, key)
  return entries
}

function* pairs(entries: Entries): Iterable<[name: string, value: string]> {
  for (const [name, values] of Object.entries(entries))
    for (const value of values) yield [name, value]
}

/** The order of the file: by value, then by key. */
export function compared(a: Cursor, b: Cursor): number {
  return compareText(a.value, b.value) || compareText(a.key, b.key)
}
