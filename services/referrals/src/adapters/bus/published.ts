import { pick, publishes } from '@careloom/event-sourcing'
import { referralTopic, type PublishedReferralEvent } from '@careloom/proto/referrals'
import type { ReferralEvent, Request } from '../../domain/referral-events.ts'
import { wireContact } from '../wire/contact.ts'

const request = pick(
  'referralId',
  'personId',
  'programId',
  'organizationId',
  'referrerOrganizationId',
  'referrerId',
  'source',
  'urgency',
  'reasonInOwnWords',
  'preferredLanguage',
  'consentId',
  'identifiers',
  'requestedAt',
  'firstContactDueAt',
  'part2',
  'referrerName',
)

/** Claims and processes stay private. */
export const published = publishes<ReferralEvent, PublishedReferralEvent>(referralTopic, {
  ReferralRequested: (data) => ({ ...request<Request>(data), contact: wireContact(data.contact) }),
  InformationRequested: ({ referralId, question, askedBy, at: askedAt }) => ({
    referralId,
    question,
    askedBy,
    askedAt,
  }),
  InformationProvided: ({ referralId, answer, at: providedAt }) => ({
    referralId,
    answer,
    providedAt,
  }),
  ReferralAccepted: ({ referralId, acceptedBy, at: acceptedAt }) => ({
    referralId,
    acceptedBy,
    acceptedAt,
  }),
  ReferralRejected: ({ referralId, reasonCode, at: rejectedAt }) => ({
    referralId,
    reasonCode,
    rejectedAt,
  }),
  ReferralWaitlisted: ({ referralId, at: waitlistedAt }) => ({ referralId, waitlistedAt }),
  ReferralMatched: ({ referralId, peerWorkerId, assignmentId, at: matchedAt }) => ({
    referralId,
    peerWorkerId,
    assignmentId,
    matchedAt,
  }),
  ReferralStarted: ({ referralId, careTeamId, at: startedAt }) => ({
    referralId,
    careTeamId,
    startedAt,
  }),
  FirstContactMade: ({ referralId, at: madeAt }) => ({ referralId, madeAt }),
  FirstContactOverdue: ({ referralId, at: dueAt }) => ({ referralId, dueAt }),
  ReferralEscalated: ({ referralId, at: escalatedAt }) => ({ referralId, escalatedAt }),
  ReferralDeclined: ({ referralId, at: declinedAt }) => ({ referralId, declinedAt }),
  CancellationRequested: ({ referralId, reason, at: requestedAt }) => ({
    referralId,
    reason,
    requestedAt,
  }),
  ReferralCancelled: ({ referralId, at: cancelledAt }) => ({ referralId, cancelledAt }),
  ReferralCompleted: ({ referralId, at: completedAt }) => ({ referralId, completedAt }),
  ReferralEndedUnable: ({ referralId, reasonCode, at: endedAt }) => ({
    referralId,
    reasonCode,
    endedAt,
  }),
  ReferralExpired: ({ referralId, at: expiredAt }) => ({ referralId, expiredAt }),
  ReferralReopened: ({ referralId, personId, firstContactDueAt, at: reopenedAt }) => ({
    referralId,
    personId,
    firstContactDueAt,
    reopenedAt,
  }),
})
