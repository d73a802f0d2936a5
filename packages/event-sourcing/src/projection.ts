import type { AnyEvent, DataOf } from './decider.ts'
import type { Envelope } from './event-store.ts'

/** What a projection is told: an event of a log or a published message, with where it stands. */
export type ReceivedEvent<E extends AnyEvent> = E extends AnyEvent
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
 * What each type of event does to a row: answers the new row, `null` to remove it, or `undefined` to leave things as they
 * are. Must not change `row`.
 */
export type On<E extends AnyEvent, Row> = {
  readonly [Type in E['type']]: (
    row: Row | undefined,
    data: DataOf<E, Type>,
    event: ReceivedEvent<Extract<E, { type: Type }>>,
    key: string,
  ) => Row | null | undefined
}

/**
 * Whose data a row holds. With a function: one person's; the row goes with their key, whatever feeds the projection.
 * `nobody`: no person's. `kept`: ids of people and codes only, which must outlive an erasure.
 */
export type Whose<Row> = ((row: Row) => string | undefined) | 'nobody' | 'kept'

/**
 * A read model as a pure function from rows and events to rows. One row is one JSON document under a key; a new
 * `version` builds beside the old one.
 */
export type Projection<E extends AnyEvent, Row> = {
  readonly name: string
  readonly version: number
  /** The row, or rows, that an event is about. */
  key(data: E['data'], event: ReceivedEvent<E>, lookup: Lookup): string | readonly string[]
  readonly person: Whose<Row>
  readonly on: Partial<On<E, Row>>
  readonly indexes?: Readonly<Record<string, (row: Row, key: string) => readonly string[]>>
}

/** A projection of everything that its aggregates record: it says of every type of event what that does to a row. */
export function projection<E extends AnyEvent, Row>(
  definition: Projection<E, Row> & { readonly on: On<E, Row> },
): Projection<E, Row> {
  return definition
}

/** A projection of some of many events, as whoever listens to other services makes one: it passes over the rest. */
export function projectionOfSome<E extends AnyEvent, Row>(
  definition: Projection<E, Row>,
): Projection<E, Row> {
  return definition
}

/** The same answer to several types of event. */
export function onEach<Type extends string, Handler>(
  types: readonly Type[],
  handler: Handler,
): Readonly<Record<Type, Handler>> {
  return Object.fromEntries(types.map((type) => [type, handler])) as Record<Type, Handler>
}

/** Does nothing to a row: for events that a read model does not show. */
export const unchanged = (): undefined => undefined

/** Types of event that change a row; others are passed over unread. */
export function handledBy<E extends AnyEvent, Row>({
  on,
}: Projection<E, Row>): ReadonlySet<string> {
  return new Set(
    Object.entries(on).flatMap(([type, handler]) => (handler === unchanged ? [] : type)),
  )
}

export type Change<Row> = readonly [key: string, row: Row | null]

/** The rows that an event changes; `null` is a row that goes. */
export function changesBy<E extends AnyEvent, Row>(
  { on, key: keysOf }: Projection<E, Row>,
  event: ReceivedEvent<E>,
  rows: { get(key: string): Row | undefined; lookup: Lookup },
): readonly Change<Row>[] {
  // The table is keyed by the type of the event that it is asked with.
  const handler = on[event.type as E['type']] as Handler<E, Row> | undefined
  if (handler === undefined) return []
  const keys = keysOf(event.data, event, rows.lookup)
  return (typeof keys === 'string' ? [keys] : keys).flatMap((key): readonly Change<Row>[] => {
    const row = handler(rows.get(key), event.data, event, key)
    return row === undefined ? [] : [[key, row]]
  })
}

type Handler<E extends AnyEvent, Row> = (
  row: Row | undefined,
  data: E['data'],
  event: ReceivedEvent<E>,
  key: string,
) => Row | null | undefined

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
  /** Has seen all that was there when it began; before, it answers nothing. */
  readonly isWhole: boolean
  /** Why it stands still, if it does: never skipped silently. */
  readonly failure?: { readonly feed: string; readonly position: number; readonly error: string }
}
