import type { AnyEvent } from './decider.ts'
import type { Envelope } from './event-store.ts'

/** What a projection is told: an event of a log or a published message, with where it stands. */
export type Told<E extends AnyEvent> = E extends AnyEvent
  ? Pick<
      Envelope,
      | 'position'
      | 'stream'
      | 'revision'
      | 'id'
      | 'time'
      | 'person'
      | 'erased'
      | 'meta'
      | 'causationId'
    > &
      E
  : never

/** Keys of rows whose index `name` holds `value`: how an event about a person finds that person's rows. */
export type Lookup = (name: string, value: string) => readonly string[]

/**
 * A read model as a pure function from rows and events to rows. One row is one JSON document under a key; a new
 * `version` builds beside the old one.
 */
export type Projection<E extends AnyEvent, Row> = {
  readonly name: string
  readonly version: number
  /** Event types that change a row; others are passed over unread. */
  readonly handles: readonly E['type'][]
  keysOf(event: Told<E>, lookup: Lookup): readonly string[]
  /** The new row; `null` removes it; `undefined` leaves things as they are. Must not change `row`. */
  project(row: Row | undefined, event: Told<E>, key: string): Row | null | undefined
  readonly indexes?: Readonly<Record<string, (row: Row, key: string) => readonly string[]>>
}

export type Query = {
  readonly index: string
  /** Both ends included; for one value say it twice. Values are ordered as text. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly order?: 'asc' | 'desc'
  readonly after?: Cursor | undefined
  readonly limit: number
}
export type Cursor = { readonly value: string; readonly key: string }
export type Found<Row> = { readonly key: string; readonly value: string; readonly row: Row }

/** Rows of a projection, as queries see them. Rows are shared: treat them as frozen. */
export type ReadModel<Row> = {
  get(key: string): Promise<Row | undefined>
  find(query: Query): Promise<readonly Found<Row>[]>
  /** Resolves when the event at a position of a feed has been projected. @throws NotCaughtUp after `withinMs` */
  reached(position: number, feed?: string, withinMs?: number): Promise<void>
  /** Calls back with the keys that a page of events changed, after they can be read. */
  onChanged(listener: (keys: readonly string[]) => void): () => void
}

/** How a projection is doing: for `/readyz`, the console and `verify-log`. */
export type ProjectionStatus = {
  readonly name: string
  readonly version: number
  readonly checkpoints: Readonly<Record<string, number>>
  /** Why it stands still, if it does: never skipped silently. */
  readonly failure?: { readonly feed: string; readonly position: number; readonly error: string }
}
