import type { z } from 'zod'
import type { Role } from './roles.ts'
import type { Topic } from './topics.ts'

/** One route: what validates it, who may call it, and what it answers. */
export type RouteDefinition = {
  readonly method: 'GET' | 'POST'
  /** Express style: `/api/peer/offers/:referralId/acceptance`. */
  readonly path: `/api/${string}`
  /** One of these roles, anybody signed in, or nobody in particular. */
  readonly roles: readonly Role[] | 'signed-in' | 'public'
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly response: z.ZodType
  readonly status: 200 | 201
  /** Topics that make the answer stale. Only on GET. */
  readonly topics?: readonly Topic[]
  /** Answers with server-sent events; `response` is the data of one event. Not among the handlers. */
  readonly stream?: true
}

/** Every write carries one: a UUID made once per intention. The second time is answered with the first outcome. */
export const idempotencyKeyHeader = 'Idempotency-Key'

/**
 * How far the caller has seen each log, as the last answer said it in the same header: the next one comes from nothing older,
 * whoever gives it. May be left out; worth keeping for a minute.
 */
export const seenHeader = 'Careloom-Seen'

/** Keeps the exact type of a route. */
export function route<const R extends RouteDefinition>(definition: R): R {
  return definition
}
