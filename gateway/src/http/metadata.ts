import { createHash } from 'node:crypto'
import type { Response } from 'express'
import type { Actor } from '@careloom/access'
import type { CallMetadata } from '@careloom/rpc'

/** On whose behalf and why: what every call behind the gateway carries. The causation is the request, or its idempotency key. */
export function metadataFor(actor: Actor, response: Response, causationId = `request:${String(response.locals['requestId'])}`): CallMetadata {
  return {
    actor: actor.id,
    organization: actor.organization?.split(' ')[0],
    purpose: 'TREAT',
    causationId,
    correlationId: String(response.locals['requestId']),
    traceparent: response.locals['traceparent'] as string | undefined,
  }
}

/** A UUID that follows from a key and a word: asked for twice, it is the same. Version 8 (RFC 9562). */
export function derivedId(key: string, word: string): string {
  const hex = createHash('sha256').update(`${word}\n${key}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
