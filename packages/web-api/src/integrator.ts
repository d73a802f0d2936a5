import { z } from 'zod'
import { route } from './route.ts'
import { id, instant, nothing, text } from './values.ts'

/** The last proof that a route works: read back from the hospital, a handshake, a failure, or nothing yet. */
export const proof = z.object({
  kind: z.enum(['read-back', 'read-by-hospital', 'handshake', 'failed', 'none']),
  at: instant.nullable(),
  detail: text(200).nullable(),
})

/** A hospital connection: what its `/metadata` says, and the route chosen per intent with the reason. */
export const connection = z
  .object({
    connectionId: id,
    name: text(120),
    baseUrl: z.url().max(300).nullable(),
    kind: z.enum(['fhir-r4', 'hl7-v2']),
    metadataReadAt: instant.nullable(),
    answering: z.boolean(),
    offers: z.array(text(80)),
    refuses: z.array(text(80)),
    routes: z.array(
      z.object({
        intent: z.enum(['care-team', 'referral-in', 'status-out', 'note-out', 'scores-out']),
        route: text(200),
        reason: text(300),
        proof,
      }),
    ),
    today: z.object({
      sent: z.int().min(0),
      proved: z.int().min(0),
      failed: z.int().min(0),
    }),
  })
  .meta({ id: 'Connection' })
export type Connection = z.infer<typeof connection>

/** One attempt to make something visible in a hospital; never its content. */
export const delivery = z
  .object({
    deliveryId: id,
    connectionName: text(120),
    at: instant,
    resourceType: text(60),
    resourceId: text(64).nullable(),
    status: z.enum(['queued', 'sent', 'proved', 'failed']),
    attempts: z.int().min(0),
    tookMs: z.number().min(0).nullable(),
    failure: text(200).nullable(),
  })
  .meta({ id: 'Delivery' })
export type Delivery = z.infer<typeof delivery>

/** An event that a consumer gave up on after its tries: the envelope only. */
export const quarantined = z
  .object({
    quarantineId: text(200),
    consumer: text(120),
    eventType: text(160),
    eventId: text(64),
    subject: text(160).nullable(),
    attempts: z.int().min(1),
    failureCode: text(80),
    firstFailedAt: instant,
    lastFailedAt: instant,
    /** Somebody would handle it, if it is handed out again; otherwise it can only be given up. */
    isHandled: z.boolean(),
  })
  .meta({ id: 'Quarantined' })
export type Quarantined = z.infer<typeof quarantined>

/** Why nobody is to handle an event any more; kept. No word of a person belongs here. */
export const givingUp = z.object({ reason: text(300) })

/** An event that nobody handles any more, let go for a reason. */
export const givenUp = quarantined
  .omit({ isHandled: true })
  .extend({ reason: text(300), givenUpAt: instant })
  .meta({ id: 'GivenUp' })
export type GivenUp = z.infer<typeof givenUp>

export const health = z
  .object({
    status: z.enum(['ok', 'degraded', 'read-only']),
    version: text(40),
    startedAt: instant,
    services: z.array(
      z.object({
        name: text(60),
        status: z.enum(['ok', 'degraded', 'read-only']),
        /** Events in the log that its read models have not seen yet. */
        behind: z.int().min(0),
      }),
    ),
    /** Reactions that do not go on now: `waiting` for somebody who is away, or `stands-still`; both go on by themselves. */
    waiting: z.array(
      z.object({
        name: text(120),
        status: z.enum(['waiting', 'stands-still']),
        since: instant.nullable(),
        /** Keys whose next message waits. */
        count: z.int().min(0),
      }),
    ),
    /** Messages at the broker that were not handled: nobody of the house has sent them so, or nobody can read them. */
    refusedMessages: z.array(z.object({ topic: text(120), code: text(60), count: z.int().min(1) })),
  })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof health>

const integrator = ['integrator'] as const

export const integratorRoutes = {
  listConnections: route({
    method: 'GET',
    path: '/api/integrator/connections',
    roles: integrator,
    summary: 'Hospitals: what each can do, and the route per intent',
    response: z.object({ connections: z.array(connection) }),
    status: 200,
    topics: ['integrator-connections', 'integrator-deliveries'],
  }),
  listDeliveries: route({
    method: 'GET',
    path: '/api/integrator/deliveries',
    roles: integrator,
    summary: 'The last deliveries, newest first, without content',
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ deliveries: z.array(delivery) }),
    status: 200,
    topics: ['integrator-deliveries'],
  }),
  retryDelivery: route({
    method: 'POST',
    path: '/api/integrator/deliveries/:deliveryId/retry',
    roles: integrator,
    summary: 'Try a failed delivery again now',
    params: z.object({ deliveryId: id }),
    body: nothing,
    response: nothing,
    status: 200,
  }),
  listQuarantine: route({
    method: 'GET',
    path: '/api/integrator/quarantine',
    roles: integrator,
    summary: 'Events that a consumer gave up on: their envelopes only',
    response: z.object({ quarantined: z.array(quarantined), givenUp: z.array(givenUp) }),
    status: 200,
    topics: ['integrator-quarantine'],
  }),
  retryQuarantined: route({
    method: 'POST',
    path: '/api/integrator/quarantine/:quarantineId/retry',
    roles: integrator,
    summary: 'Hand a quarantined event to its consumer again',
    params: z.object({ quarantineId: text(200) }),
    body: nothing,
    response: nothing,
    status: 200,
  }),
  giveUpQuarantined: route({
    method: 'POST',
    path: '/api/integrator/quarantine/:quarantineId/give-up',
    roles: integrator,
    summary: 'Let go an event that nobody handles',
    params: z.object({ quarantineId: text(200) }),
    body: givingUp,
    response: nothing,
    status: 200,
  }),
  getHealth: route({
    method: 'GET',
    path: '/api/integrator/health',
    roles: integrator,
    summary: 'Whether every service keeps up with its log',
    response: health,
    status: 200,
    topics: ['integrator-health'],
  }),
}
