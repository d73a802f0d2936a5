import { CareloomError, type Refusal } from '@careloom/event-sourcing'

type Answered = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal }

/**
 * A crowd at one stream is no answer: whoever works without a human behind them tries again.
 * @throws CareloomError, retryable, when too many asked at once
 */
export function orTryAgain<O extends Answered>(outcome: O): O {
  if (!outcome.ok && outcome.refusal.reason === 'too-many-conflicts')
    throw new CareloomError('CL_TOO_MANY_CONFLICTS', 'Too many asked at once', { retryable: true })
  return outcome
}
