import {
  countOf,
  unbroken,
  type Inserted,
  type ReadableLog,
  type Row,
} from '@careloom/event-sourcing/log'

/** What keeps two from following on one end: that end, or only the position of their last event, or nothing. */
export type Fence = 'end' | 'position' | 'none'

/** Records in memory, for laws over many orders of steps; several may have them open. */
export function memoryLogDriver(rows: Row[] = [], fence: Fence = 'end'): ReadableLog {
  const sorted = () => rows.toSorted((a, b) => a[0] - b[0])
  const isTaken = ([position, , , events]: Row) => {
    if (fence === 'none') return false
    if (fence === 'position') return rows.some(([taken]) => taken === position)
    return rows.some(([taken]) => taken > position - countOf(events))
  }
  const misfit = (row: Row): Inserted['conflict'] => {
    if (isTaken(row)) return 'position'
    return rows.some((other) => other[1] === row[1] && other[2] === row[2]) ? 'stream' : undefined
  }
  return {
    async insert(records) {
      for (const [written, { row }] of records.entries()) {
        const conflict = misfit(row)
        if (conflict !== undefined) return { written, conflict }
        rows.push(row)
      }
      return { written: records.length }
    },
    async tail(after, limit) {
      const behind = sorted().filter(([position]) => position > after)
      return unbroken(after, behind.slice(0, limit))
    },
    async stream(name, after) {
      const own = rows.filter(([, stream, revision]) => stream === name && revision > after)
      return own.toSorted((a, b) => a[2] - b[2])
    },
    async revisions(streams) {
      const heads = new Map<string, number>()
      for (const [, stream, revision, events] of rows)
        if (streams.includes(stream))
          heads.set(stream, Math.max(heads.get(stream) ?? 0, revision + countOf(events) - 1))
      return heads
    },
    async end() {
      return { last: sorted().at(-1) }
    },
  }
}
