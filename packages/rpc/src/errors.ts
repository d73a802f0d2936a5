import { CareloomError, InvalidInput, StreamErased, type Refusal } from '@careloom/event-sourcing'

/** A decider's refusal on its way to the caller: a value in the domain, an error on the wire. Never retried. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.reason)
    this.name = 'Refused'
    this.refusal = refusal
  }
}

/** The call did not work. `code` is stable; nothing else of the cause leaves the service. */
export class RpcFailure extends CareloomError {
  readonly retryAfterMs: number | undefined
  /** Why a caller was refused, as a word of ours. */
  readonly reason: string | undefined
  constructor(
    code: string,
    options: {
      retryable: boolean
      retryAfterMs?: number | undefined
      reason?: string | undefined
      cause?: unknown
    },
  ) {
    const { reason } = options
    super(code, `The call failed: ${code}${reason === undefined ? '' : ` (${reason})`}`, options)
    this.retryAfterMs = options.retryAfterMs
    this.reason = reason
  }
}

export const deadlineExceeded = 'CL_DEADLINE_EXCEEDED'
export const internal = 'CL_INTERNAL'
/** The request, or its answer, is larger than a message may be: asking again does not help. */
export const messageTooLarge = 'CL_MESSAGE_TOO_LARGE'
/** Nobody knows who calls. */
export const callerUnknown = 'CL_CALLER_UNKNOWN'
/** Who calls may not ask this, or not for this actor. */
export const callerNotPermitted = 'CL_CALLER_NOT_PERMITTED'

/**
 * What of a handler's error its caller may see. What was erased is not there: that is an answer. Anything that is not ours
 * becomes `CL_INTERNAL`.
 */
export function seenByCaller(error: unknown): Refused | InvalidInput | RpcFailure {
  if (error instanceof Refused || error instanceof InvalidInput || error instanceof RpcFailure)
    return error
  if (error instanceof StreamErased) return new Refused({ category: 'not-found', reason: 'erased' })
  if (error instanceof CareloomError) {
    const retryAfterMs =
      'retryAfterMs' in error && typeof error.retryAfterMs === 'number'
        ? error.retryAfterMs
        : undefined
    return new RpcFailure(error.code, { retryable: error.retryable, retryAfterMs, cause: error })
  }
  return new RpcFailure(internal, { retryable: false, cause: error })
}

/** An accepted command's outcome, or its refusal thrown. */
export function orRefused<O extends { readonly ok: boolean }>(
  outcome: O,
): Extract<O, { readonly ok: true }> {
  if (!outcome.ok) throw new Refused((outcome as unknown as { refusal: Refusal }).refusal)
  return outcome as Extract<O, { readonly ok: true }>
}

/** What the call answers, or `undefined` where the service refuses with `not-found`. Every other failure is thrown on: what could not be asked is not absent. */
export function ifFound<A>(answer: Promise<A>): Promise<A | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof Refused && error.refusal.category === 'not-found') return undefined
    throw error
  })
}
