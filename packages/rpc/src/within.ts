import { callerGone, withPatience } from '@careloom/event-sourcing'
import { deadlineExceeded, RpcFailure } from './errors.ts'

/**
 * Works for whoever waits so long. What is begun is not taken back at the deadline, but it asks nobody any more.
 * @throws RpcFailure `CL_DEADLINE_EXCEEDED`
 */
export function within<T>(
  waitMs: number,
  work: () => Promise<T>,
  gone: AbortSignal | undefined = callerGone(),
): Promise<T> {
  if (waitMs <= 0) return Promise.reject(late())
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), waitMs)
    withPatience({ until: performance.now() + waitMs, gone }, async () => work())
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}

export const late = () => new RpcFailure(deadlineExceeded, { retryable: true })
