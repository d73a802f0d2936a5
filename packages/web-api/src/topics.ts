import { z } from 'zod'

/** What may have changed. The event stream names topics; a GET route says which topics make its answer stale. */
export const topic = z
  .enum([
    'me',
    'programs',
    'clinician-referrals',
    'coordinator-queue',
    'person-home',
    'person-choices',
    'person-consents',
    'person-measures',
    'peer-today',
    'peer-offers',
    'peer-people',
    'integrator-connections',
    'integrator-deliveries',
    'integrator-quarantine',
    'integrator-health',
  ])
  .meta({ id: 'Topic' })
export type Topic = z.infer<typeof topic>

/**
 * The data of one server-sent event: `event: changed`, `data: {"topics":["peer-today"]}`.
 * Carries no content: a reader asks again, and access is decided then. Comment lines keep the connection open.
 */
export const changed = z.object({ topics: z.array(topic).min(1).max(32) }).meta({ id: 'Changed' })
export type Changed = z.infer<typeof changed>
