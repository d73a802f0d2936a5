import { z } from 'zod'
import { instant } from './values.ts'

/** Who has to do something now. */
export const nextActor = z.enum(['coordinator', 'person', 'peer', 'clinician', 'nobody'])
export type NextActor = z.infer<typeof nextActor>

/**
 * What they have to do, which is a button on their desk. `offer-others`: the person asked for someone else, an offer ran
 * out, or nobody of those offered said yes; `find-a-peer`: on the waitlist.
 */
export const nextAct = z.enum([
  'offer-peers',
  'offer-others',
  'find-a-peer',
  'confirm-cancellation',
  'answer-question',
  'choose-peer',
  'answer-offer',
  'meet',
  'none',
])
export type NextAct = z.infer<typeof nextAct>

/** The one answer to who acts next, how, and until when; every desk shows this one. */
export const nextStepOfReferral = z.object({
  actor: nextActor,
  act: nextAct,
  dueAt: instant.nullable(),
})
export type NextStepOfReferral = z.infer<typeof nextStepOfReferral>
