import { orTryAgain, type Answered } from './command-handler.ts'
import type { AnyEvent, DataOf } from './decider.ts'
import type { Metadata } from './event-store.ts'
import type { ReceivedEvent } from './projection.ts'

/**
 * Something to do about events: at least once, in order per key, keys side by side. `handle` must be idempotent; a
 * command it sends carries the event's id as causation id.
 */
export type Reaction<E extends AnyEvent> = {
  readonly name: string
  readonly handles: readonly string[]
  keyOf(event: ReceivedEvent<E>): string
  handle(event: ReceivedEvent<E>): Promise<void>
}

/** What a handler may answer: what came of the command that it sent, if it sent one. */
type Done = Promise<Answered | undefined | void>

/** What to do about each type of event; `metadata` is that of a command which follows from it. */
type Doing<E extends AnyEvent> = {
  readonly [Type in E['type']]?: (
    data: DataOf<E, Type>,
    metadata: Metadata,
    event: ReceivedEvent<Extract<E, { type: Type }>>,
  ) => Done
}

/**
 * A reaction by type of event. A command that follows is sent as `system:<name>`, with the id of the event as its causation:
 * handled twice, it is carried out once. A refusal is an answer; too many conflicts are tried again.
 */
export function reaction<E extends AnyEvent>({
  name,
  key = ({ stream }) => stream,
  on,
}: {
  readonly name: string
  /** Events under one key are handled in order; that is their stream, unless said otherwise. */
  readonly key?: (event: ReceivedEvent<E>) => string
  readonly on: Doing<E>
}): Reaction<E> {
  return {
    name,
    handles: Object.keys(on),
    keyOf: key,
    async handle(event) {
      // The table is keyed by the type of the event that it is asked with.
      const handler = on[event.type as E['type']] as Handler<E> | undefined
      const metadata = { ...event.meta, actor: `system:${name}`, causationId: event.id }
      const outcome = await handler?.(event.data, metadata, event)
      if (outcome !== undefined) orTryAgain(outcome)
    },
  }
}

type Handler<E extends AnyEvent> = (
  data: E['data'],
  metadata: Metadata,
  event: ReceivedEvent<E>,
) => Done
