import { z } from 'zod'
import { endReasons, rejectionReasons } from '@careloom/terminology'
import { route } from './route.ts'
import { nextStepOfReferral } from './next.ts'
import {
  contact,
  day,
  id,
  instant,
  language,
  modality,
  nothing,
  reason,
  referralStatus,
  text,
  urgency,
} from './values.ts'

/** One request in the queue. `dueAt` is when the programme's promise of first contact runs out. */
export const queueRow = z
  .object({
    referralId: id,
    personDisplay: text(120),
    from: text(160),
    programName: text(120),
    status: referralStatus,
    requestedAt: instant,
    dueAt: instant,
    urgency,
    next: nextStepOfReferral,
  })
  .meta({ id: 'QueueRow' })
export type QueueRow = z.infer<typeof queueRow>

export const queue = z
  .object({
    promiseHours: z.int().positive(),
    rows: z.array(queueRow),
    answeredThisWeek: z.int().min(0),
    /** What ended within a week, the latest first: the place to reopen it from. */
    closed: z.array(queueRow).max(50),
  })
  .meta({ id: 'Queue' })
export type Queue = z.infer<typeof queue>

/** A peer whom the rules allow, with why they fit, best first. `offer` says where an offer already made stands. */
export const candidate = z
  .object({
    peerWorkerId: id,
    name: text(120),
    title: text(120),
    modalities: z.array(modality),
    reasons: z.array(reason),
    offer: z.enum(['open', 'accepted', 'declined', 'expired']).nullable(),
  })
  .meta({ id: 'Candidate' })
export type Candidate = z.infer<typeof candidate>

/** Load against the peer's own limit; only what the peer declared. */
export const peerLoad = z
  .object({
    peerWorkerId: id,
    name: text(120),
    active: z.int().min(0),
    limit: z.int().min(0),
    declared: z.enum(['can-take-more', 'at-limit', 'needs-less', 'nothing-new']),
    canTake: z.int().min(0).nullable(),
    until: day.nullable(),
  })
  .meta({ id: 'PeerLoad' })
export type PeerLoad = z.infer<typeof peerLoad>

export const coordinatorReferral = z
  .object({
    referralId: id,
    status: referralStatus,
    personDisplay: text(120),
    givenName: text(120),
    programName: text(120),
    referredBy: text(160).nullable(),
    requestedAt: instant,
    dueAt: instant,
    urgency,
    personAgreed: z.boolean(),
    reasonInOwnWords: text(1000).nullable(),
    preferredLanguage: language.nullable(),
    contact,
    canOffer: z.boolean(),
    canReject: z.boolean(),
    canWaitlist: z.boolean(),
    canEnd: z.boolean(),
    canConfirmCancellation: z.boolean(),
    canReopen: z.boolean(),
    next: nextStepOfReferral,
    /** Why the referrer asked to cancel, in their words. */
    cancellationReason: text(300).nullable(),
    candidates: z.array(candidate),
    notProposed: z.array(z.object({ name: text(120), reasons: z.array(reason) })),
    load: z.array(peerLoad),
    chosenPeerName: text(120).nullable(),
    informationRequest: z
      .object({ question: text(600), askedAt: instant, answer: text(1000).nullable() })
      .nullable(),
  })
  .meta({ id: 'CoordinatorReferral' })
export type CoordinatorReferral = z.infer<typeof coordinatorReferral>

export const offersRequest = z
  .object({ peerWorkerIds: z.array(id).min(1).max(3) })
  .meta({ id: 'OffersRequest' })

export const rejectionReason = z.enum(rejectionReasons)
export type RejectionReason = z.infer<typeof rejectionReason>

/** Why a referral that was accepted could not be carried out. */
export const endReason = z.enum(endReasons)
export type EndReason = z.infer<typeof endReason>

export const rejection = z.object({ reason: rejectionReason })
export const ending = z.object({ reason: endReason })
export const questionToReferrer = z.object({ question: text(600) })

const coordinator = ['coordinator', 'supervisor'] as const
const oneReferral = z.object({ referralId: id })
const newStatus = z.object({ status: referralStatus })

export const coordinatorRoutes = {
  getQueue: route({
    method: 'GET',
    path: '/api/coordinator/queue',
    roles: coordinator,
    summary: 'Open requests of the reader’s programmes, the most overdue first',
    response: queue,
    status: 200,
    topics: ['coordinator-queue'],
  }),
  getCoordinatorReferral: route({
    method: 'GET',
    path: '/api/coordinator/referrals/:referralId',
    roles: coordinator,
    summary: 'One request with ranked peers and their reasons, and those not proposed',
    params: oneReferral,
    response: coordinatorReferral,
    status: 200,
    topics: ['coordinator-queue'],
  }),
  sendOffers: route({
    method: 'POST',
    path: '/api/coordinator/referrals/:referralId/offers',
    roles: coordinator,
    summary: 'Accept the referral and propose one to three peers to the person',
    params: oneReferral,
    body: offersRequest,
    response: newStatus,
    status: 201,
  }),
  rejectReferral: route({
    method: 'POST',
    path: '/api/coordinator/referrals/:referralId/rejection',
    roles: coordinator,
    summary: 'Turn the referral down; the referrer sees the reason',
    params: oneReferral,
    body: rejection,
    response: newStatus,
    status: 200,
  }),
  waitlistReferral: route({
    method: 'POST',
    path: '/api/coordinator/referrals/:referralId/waitlist',
    roles: coordinator,
    summary: 'Accept the referral onto the waitlist',
    params: oneReferral,
    body: nothing,
    response: newStatus,
    status: 200,
  }),
  endReferral: route({
    method: 'POST',
    path: '/api/coordinator/referrals/:referralId/end',
    roles: coordinator,
    summary:
      'End a referral that was accepted and cannot be carried out; the referrer sees the reason',
    params: oneReferral,
    body: ending,
    response: newStatus,
    status: 200,
  }),
  confirmCancellation: route({
    method: 'POST',
    path: '/api/coordinator/referrals/:referralId/cancellation',
    roles: coordinator,
    summary: 'Confirm the cancellation that the referrer asked for',
    params: oneReferral,
    body: nothing,
    response: newStatus,
    status: 200,
  }),
  reopenReferral: route({
    method: 'POST',
    path: '/api/coordinator/referrals/:referralId/reopening',
    roles: coordinator,
    summary: 'Take back that a referral was turned down or ran out: it is asked anew',
    params: oneReferral,
    body: nothing,
    response: newStatus,
    status: 200,
  }),
  requestInformation: route({
    method: 'POST',
    path: '/api/coordinator/referrals/:referralId/information-request',
    roles: coordinator,
    summary: 'Ask the referrer a question',
    params: oneReferral,
    body: questionToReferrer,
    response: newStatus,
    status: 200,
  }),
}
