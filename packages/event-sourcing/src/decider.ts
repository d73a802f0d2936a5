import { EventTooNew } from './failure.ts'
import type { Refusal, RefusalCategory } from './refusal.ts'

/** A command: something asked for, in the imperative (`AcceptReferral`). */
export type Command<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** An event: something that happened, in the past tense (`ReferralAccepted`); never renamed once stored. */
export type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** Any event, when only its name and the fact that it carries data matter. */
export type AnyEvent = Event<string, unknown>

/** The data of one type of event or command out of several. */
export type DataOf<E extends AnyEvent, Type extends E['type']> = Extract<E, { type: Type }>['data']

/** What a decider answers: the events that happened, or why nothing did. No events is an answer: nothing to change. */
export type Decision<E, Reason extends string = string> =
  | { readonly ok: true; readonly events: readonly E[] }
  | { readonly ok: false; readonly refusal: Refusal<Reason> }

/**
 * A pure aggregate: `decide` says what a command leads to in a state, `evolve` folds an event into the state.
 * Both are total: `decide` never throws for a reachable state, `evolve` never refuses.
 */
export type Decider<State, C, E, Reason extends string = string> = {
  readonly initialState: State
  decide(command: C, state: State): Decision<E, Reason>
  evolve(state: State, event: E): State
}

export function accept<E>(...events: readonly E[]): {
  readonly ok: true
  readonly events: readonly E[]
} {
  return { ok: true, events }
}

export function refuse<Reason extends string>(
  category: RefusalCategory,
  reason: Reason,
  detail?: Readonly<Record<string, string>>,
): { readonly ok: false; readonly refusal: Refusal<Reason> } {
  return {
    ok: false,
    refusal: detail === undefined ? { category, reason } : { category, reason, detail },
  }
}

/** Folds a history into a state. @throws EventTooNew when only a newer version of the product knows a type of it */
export function fold<State, E>(
  decider: Pick<Decider<State, never, E>, 'initialState' | 'evolve'>,
  events: Iterable<E>,
): State {
  let state = decider.initialState
  for (const event of events)
    try {
      state = decider.evolve(state, event)
    } catch (error) {
      if (error instanceof UnknownType && error.value === event) throw new EventTooNew(error.type)
      throw error
    }
  return state
}

/** Nobody has said what to do with something of this type. */
export class UnknownType extends TypeError {
  readonly value: unknown
  readonly type: string
  constructor(value: unknown) {
    const type = (value as { type?: unknown } | undefined)?.type
    const name = typeof type === 'string' ? type : typeof value
    super(`Unknown type: ${name}`)
    this.value = value
    this.type = name
  }
}

/** Closes a switch: fails to compile when a case is missing; at run time names the type, never the data. */
export function unreachable(value: never): never {
  throw new UnknownType(value)
}
