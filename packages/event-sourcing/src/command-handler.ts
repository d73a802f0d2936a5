import type { AnyEvent, Decider } from './decider.ts'
import { fold, refuse } from './decider.ts'
import type { Appended, EventStore, Metadata, RecordedEvent } from './event-store.ts'
import { CareloomError, StreamErased, WrongExpectedRevision } from './failure.ts'
import type { Refusal } from './refusal.ts'

/**
 * What came of a command. `repeated` says that this causation id had been answered before: the events are those of the
 * first time. `position` is 0 when nothing was appended.
 */
export type Outcome<E extends AnyEvent, Reason extends string = string> =
  | (Appended & { readonly ok: true; readonly events: readonly E[]; readonly repeated: boolean })
  | {
      readonly ok: false
      readonly refusal: Refusal<Reason | 'erased' | 'too-many-conflicts' | 'revision-changed'>
    }

/** Whatever answers as a command does. */
export type Answered = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal }

/**
 * A refusal is an answer: things went another way meanwhile. A crowd at one stream is none: whoever works without a human
 * behind them tries again.
 * @throws CareloomError, retryable, when too many wrote at the same time
 */
export function orTryAgain<O extends Answered>(outcome: O): O {
  if (!outcome.ok && outcome.refusal.reason === 'too-many-conflicts')
    throw new CareloomError('CL_TOO_MANY_CONFLICTS', 'Others wrote at the same time', {
      retryable: true,
    })
  return outcome
}

export type HandleCommand<C, E extends AnyEvent, Reason extends string> = (
  stream: string,
  command: C,
  metadata: Metadata,
  /** Refused as `revision-changed` when the stream is at another revision: what an `If-Match` asks for. */
  ifRevision?: number,
) => Promise<Outcome<E, Reason>>

const attempts = 5
const erased = refuse('not-found', 'erased')

/**
 * Folds, decides and appends at the revision it read; after a conflict it decides again, up to five times.
 * A causation id that the stream already carries is answered with its first outcome *before* deciding: a redelivered
 * command must not be refused because it has been carried out.
 */
export function commandHandler<State, C, E extends AnyEvent, Reason extends string>(
  decider: Decider<State, C, E, Reason>,
  store: EventStore<E>,
  pause: (attempt: number) => Promise<void> = jitter,
): HandleCommand<C, E, Reason> {
  return async (stream, command, metadata, ifRevision) => {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const outcome = await tryOnce(decider, store, stream, command, metadata, ifRevision)
      if (outcome !== 'conflict') return outcome
      await pause(attempt)
    }
    return refuse('conflict', 'too-many-conflicts')
  }
}

async function tryOnce<State, C, E extends AnyEvent, Reason extends string>(
  decider: Decider<State, C, E, Reason>,
  store: EventStore<E>,
  stream: string,
  command: C,
  metadata: Metadata,
  ifRevision: number | undefined,
): Promise<Outcome<E, Reason> | 'conflict'> {
  const history = await readUnlessErased(store, stream)
  if (history === 'erased') return erased
  const first = firstOutcome<E, Reason>(history, stream, metadata.causationId)
  if (first !== undefined) return first
  if (ifRevision !== undefined && ifRevision !== history.length)
    return refuse('conflict', 'revision-changed')
  const decision = decider.decide(command, fold(decider, history as readonly E[]))
  if (!decision.ok) return decision
  const revision = history.length
  if (decision.events.length === 0)
    return { ok: true, events: [], stream, revision, position: 0, repeated: false }
  try {
    const appended = await store.append(stream, revision, decision.events, metadata)
    return { ok: true, events: decision.events, repeated: false, ...appended }
  } catch (error) {
    if (error instanceof WrongExpectedRevision) return 'conflict'
    // A new stream for a person whose key is gone.
    if (error instanceof StreamErased) return erased
    throw error
  }
}

async function readUnlessErased<E extends AnyEvent>(
  store: EventStore<E>,
  stream: string,
): Promise<readonly RecordedEvent<E>[] | 'erased'> {
  try {
    return await store.read(stream)
  } catch (error) {
    if (error instanceof StreamErased) return 'erased'
    throw error
  }
}

function firstOutcome<E extends AnyEvent, Reason extends string>(
  history: readonly RecordedEvent<E>[],
  stream: string,
  causationId: string,
): Outcome<E, Reason> | undefined {
  const events = history.filter((event) => event.causationId === causationId)
  const last = events.at(-1)
  if (last === undefined) return undefined
  const { revision, position } = last
  return {
    ok: true,
    events: events as readonly AnyEvent[] as readonly E[],
    repeated: true,
    stream,
    revision,
    position,
  }
}

/** Up to 2, 4, 8 … ms: two handlers that met once rarely meet again. */
function jitter(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** attempt))
}
