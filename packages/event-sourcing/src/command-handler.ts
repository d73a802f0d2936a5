import type { AnyEvent, Decider } from './decider.ts'
import { fold, refuse } from './decider.ts'
import type { Appended, EventStore, Metadata, RecordedEvent } from './event-store.ts'
import { CareloomError, StreamErased, WrongExpectedRevision } from './failure.ts'
import { told } from './lapse.ts'
import type { Refusal } from './refusal.ts'
import { readUnlessErased } from './unless-erased.ts'

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
  /** Refused as `revision-changed` when something was told after that revision: what an `If-Match` asks for. */
  ifRevision?: number,
) => Promise<Outcome<E, Reason>>

/**
 * What must hold besides, for events that were decided, before they are appended at a revision (the keys that they need
 * are taken); a refusal answers the command. Asked again for what is decided again.
 */
export type Needs<E extends AnyEvent, Reason extends string> = (
  events: readonly E[],
  at: { readonly stream: string; readonly revision: number },
  metadata: Metadata,
) => Promise<{ readonly ok: false; readonly refusal: Refusal<Reason> } | undefined>

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
  { needs, pause = jitter }: Handling<E, Reason> = {},
): HandleCommand<C, E, Reason> {
  return async (stream, command, metadata, ifRevision) => {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const outcome = await tryOnce(decider, store, needs, stream, command, metadata, ifRevision)
      if (outcome !== 'conflict') return outcome
      await pause(attempt)
    }
    return refuse('conflict', 'too-many-conflicts')
  }
}

type Handling<E extends AnyEvent, Reason extends string> = {
  readonly needs?: Needs<E, Reason> | undefined
  readonly pause?: (attempt: number) => Promise<void>
}

async function tryOnce<State, C, E extends AnyEvent, Reason extends string>(
  decider: Decider<State, C, E, Reason>,
  store: EventStore<E>,
  needs: Needs<E, Reason> | undefined,
  stream: string,
  command: C,
  metadata: Metadata,
  ifRevision: number | undefined,
): Promise<Outcome<E, Reason> | 'conflict'> {
  const history = await readUnlessErased(store, stream)
  if (history === undefined) return erased
  const before = told(history)
  const first = firstOutcome<E, Reason>(before, stream, metadata.causationId)
  if (first !== undefined) return first
  if (ifRevision !== undefined && ifRevision !== (before.at(-1)?.revision ?? 0))
    return refuse('conflict', 'revision-changed')
  const decision = decider.decide(command, fold(decider, before as readonly E[]))
  if (!decision.ok) return decision
  return append(store, decision.events, { stream, revision: history.length }, metadata, needs)
}

async function append<E extends AnyEvent, Reason extends string>(
  store: EventStore<E>,
  events: readonly E[],
  at: { readonly stream: string; readonly revision: number },
  metadata: Metadata,
  needs: Needs<E, Reason> | undefined,
): Promise<Outcome<E, Reason> | 'conflict'> {
  if (events.length === 0) return { ok: true, events, ...at, position: 0, repeated: false }
  const refused = await needs?.(events, at, metadata)
  if (refused !== undefined) return refused
  try {
    const appended = await store.append(at.stream, at.revision, events, metadata)
    return { ok: true, events, repeated: false, ...appended }
  } catch (error) {
    if (error instanceof WrongExpectedRevision) return 'conflict'
    // A new stream for a person whose key is gone.
    if (error instanceof StreamErased) return erased
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
