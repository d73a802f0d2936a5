import type { Response } from 'express'
import type { Actor } from '@careloom/access'
import type { CallMetadata } from '@careloom/event-sourcing'

/** On whose behalf and why: what every call behind the gateway carries. The causation is the request, or its idempotency key. */
export function metadataFor(
  actor: Actor,
  response: Response,
  causationId = `request:${String(response.locals['requestId'])}`,
): CallMetadata {
  return {
    actor: actor.id,
    organization: actor.organization?.split(' ')[0],
    purpose: 'TREAT',
    causationId,
    correlationId: String(response.locals['requestId']),
    traceparent: response.locals['traceparent'] as string | undefined,
  }
}
