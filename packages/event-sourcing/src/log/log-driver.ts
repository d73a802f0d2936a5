import { countOf, type Row } from './record.ts'

/** A record that is ready to be stored, and the chain up to it. */
export type SealedRecord = { readonly row: Row; readonly chain: Uint8Array }

/**
 * How many of them are stored, from the first on. `conflict`: the next one was not, because something else follows on where it
 * would (`position`), or its stream has a record at its revision (`stream`). `full`: there was no room for any.
 */
export type Inserted = {
  readonly written: number
  readonly conflict?: 'position' | 'stream'
  readonly full?: true
}

/** Where a log ends: its last record, and what was noted beside it, where that is noted. */
export type LogEnd = {
  readonly last: Row | undefined
  readonly head?: { readonly position: number; readonly chain: Uint8Array }
}

/**
 * Where the records of one log are stored. What holds a log together is here, whoever writes: nothing follows twice on one end,
 * and a stream has one record at a revision. A position that is taken once is not enough: it is that of a record's last event,
 * and records of several events overlap.
 */
export type LogDriver = {
  /** In order, durable when it resolves; stops at the first that does not fit. @throws when nobody knows how many are stored */
  insert(records: readonly SealedRecord[]): Promise<Inserted>
  /**
   * The next records after a position, in order, from the one on that it is in the midst of; not beyond one that is missing.
   */
  tail(after: number, limit: number): Promise<readonly Row[]>
  /** The last revision of each stream; of a stream that is not there, nothing. */
  revisions(streams: readonly string[]): Promise<ReadonlyMap<string, number>>
  end(): Promise<LogEnd>
}

/** A driver whose log an event store reads as well. */
export type ReadableLog = LogDriver & {
  /** The records of a stream that begin after a revision, in order. */
  stream(name: string, after: number): Promise<readonly Row[]>
}

/** Of records found after a position, those up to the first gap: nothing is removed from a log, so what is missing is not there yet. */
export function unbroken(after: number, rows: readonly Row[]): readonly Row[] {
  let last = after
  const gap = rows.findIndex(([position, , , events], i) => {
    const before = position - countOf(events)
    const follows = i === 0 ? before <= last : before === last
    last = position
    return !follows
  })
  return gap === -1 ? rows : rows.slice(0, gap)
}
