import { CareloomError } from '@careloom/event-sourcing'
import type { AnyEvent, Outcome } from '@careloom/event-sourcing'

/** A refusal is an answer (things went another way meanwhile); only too many conflicts are worth another try. */
export function settled(outcome: Outcome<AnyEvent>): boolean {
  if (!outcome.ok && outcome.refusal.reason === 'too-many-conflicts')
    throw new CareloomError('CL_TOO_MANY_CONFLICTS', 'Others wrote at the same time', {
      retryable: true,
    })
  return outcome.ok
}
