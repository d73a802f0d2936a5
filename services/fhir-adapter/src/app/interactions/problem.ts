import { CareloomError, InvalidInput, StreamErased } from '@careloom/event-sourcing'
import { Refused, RpcFailure } from '@careloom/rpc'
import { error, FhirProblem, fromRefusal } from '../../domain/outcome.ts'

/** What went wrong as FHIR says it. Only what is ours to fix is reported; its caller learns no more than that. */
export function problemOf(thrown: unknown, onError: (error: unknown) => void): FhirProblem {
  if (thrown instanceof FhirProblem) return thrown
  if (thrown instanceof Refused) return fromRefusal(thrown.refusal)
  if (thrown instanceof StreamErased)
    return fromRefusal({ category: 'not-found', reason: 'erased' })
  if (thrown instanceof InvalidInput) return new FhirProblem(422, [error('value', thrown.message)])
  if (thrown instanceof RpcFailure || thrown instanceof CareloomError) {
    const retryAfterMs = 'retryAfterMs' in thrown ? (thrown.retryAfterMs ?? 1_000) : 1_000
    if (thrown.retryable || thrown.code === 'CL_STORE_READ_ONLY')
      return new FhirProblem(503, [error('transient', `${thrown.code}: try again.`)], {
        retryAfterSeconds: Math.ceil(Number(retryAfterMs) / 1_000),
      })
  }
  if (thrown instanceof CareloomError && thrown.code === 'CL_MESSAGE_TOO_LARGE')
    return new FhirProblem(413, [
      error('too-costly', 'It is more than is taken or answered at once.'),
    ])
  onError(thrown)
  return new FhirProblem(500, [error('exception', 'Something went wrong here; it was noted.')])
}
