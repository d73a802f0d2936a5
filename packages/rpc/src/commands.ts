import type { Appended, Clock, Command, DataOf, Instant, Refusal } from '@careloom/event-sourcing'
import type { Call } from './definition.ts'
import { orRefused, Refused } from './errors.ts'

/** What came of a command, and where it was recorded. */
export type RecordedOutcome =
  (Appended & { readonly ok: true }) | { readonly ok: false; readonly refusal: Refusal }

/** Where a command was recorded, for whoever wants to read it. @throws Refused */
export function recorded(outcome: RecordedOutcome): Appended {
  const { stream, revision, position } = orRefused(outcome)
  return { stream, revision, position }
}

/** A row that was asked for. @throws Refused, `not-found`, when there is none */
export function found<Row>(row: Row | undefined, reason: string): Row {
  if (row === undefined) throw new Refused({ category: 'not-found', reason })
  return row
}

/**
 * Methods that send one command each: `pauseAssignment: command('PauseAssignment', (request, at) => data)`. What is bad in
 * the request is an InvalidInput of its parser.
 */
export function commandMethods<C extends Command<string, unknown>>(
  send: (command: C, call: Call) => Promise<Appended>,
  clock: Clock,
): <Type extends C['type'], Request>(
  type: Type,
  data: (request: Request, at: Instant, call: Call) => DataOf<C, Type>,
) => (request: Request, call: Call) => Promise<Appended> {
  return (type, data) => async (request, call) =>
    // A command is known by its type: the data belong to it by the signature above.
    send({ type, data: data(request, clock(), call) } as unknown as C, call)
}
