import assert from 'node:assert/strict'
import { fold } from '@careloom/event-sourcing'
import type { AnyEvent, Decider, Decision } from '@careloom/event-sourcing'

/** What may be expected of a decision. Not `then`: an object with a `then` method is taken for a promise. */
export type Expectation<E, Reason extends string> = {
  /** Exactly these events, in this order. */
  thenRecords(...events: readonly E[]): void
  /** Accepted, and nothing changed. */
  thenRecordsNothing(): void
  /** Refused for this reason; `detail`, when given, is compared too. */
  thenRefuses(reason: Reason, detail?: Readonly<Record<string, string>>): void
}

/**
 * Given-when-then for a decider: `given(...events).when(command).thenRecords(...events)`.
 * Recorded events are also folded, so that an `evolve` that throws fails the test that recorded the event.
 */
export function specFor<State, C, E extends AnyEvent, Reason extends string>(
  decider: Decider<State, C, E, Reason>,
): (...events: readonly E[]) => { when(command: C): Expectation<E, Reason> } {
  return (...events) => ({
    when(command) {
      const state = fold(decider, events)
      const decision = decider.decide(command, state)
      if (decision.ok)
        decision.events.reduce((folded, event) => decider.evolve(folded, event), state)
      return expectationOf(decision)
    },
  })
}

function expectationOf<E extends AnyEvent, Reason extends string>(
  decision: Decision<E, Reason>,
): Expectation<E, Reason> {
  return {
    thenRecords: (...events) => assert.deepEqual(stored(recordedBy(decision)), stored(events)),
    thenRecordsNothing: () => assert.deepEqual(recordedBy(decision), []),
    thenRefuses(reason, detail) {
      assert.equal(decision.ok, false, `expected a refusal (${reason})`)
      if (decision.ok) return
      assert.equal(decision.refusal.reason, reason)
      if (detail !== undefined) assert.deepEqual(decision.refusal.detail, detail)
    },
  }
}

/** As a log holds them: what is absent and what is undefined are one there. */
function stored(events: readonly unknown[]): unknown {
  return JSON.parse(JSON.stringify(events))
}

function recordedBy<E>(decision: Decision<E>): readonly E[] {
  if (!decision.ok) assert.fail(`refused: ${decision.refusal.reason}`)
  return decision.events
}
