import type { Row } from './record.ts'

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
  /** The next records after a position, in order; not beyond one that is missing. */
  tail(after: number, limit: number): Promise<readonly Row[]>
  /** The last revision of each stream; of a stream that is not there, nothing. */
  revisions(streams: readonly string[]): Promise<ReadonlyMap<string, number>>
  end(): Promise<LogEnd>
}
