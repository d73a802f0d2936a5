import type { Told } from '@careloom/event-sourcing'
import type { PublishedReferralEvent } from '@careloom/proto/referrals'
import type { ReferralEvent } from '../../domain/referral-events.ts'
import { wireContact } from '../contact.ts'

/** Private event in, contract out: the one place where they meet. Claims and processes stay private. */
export function published(event: Told<ReferralEvent>): PublishedReferralEvent | undefined {
  switch (event.type) {
    case 'ReferralRequested':
      return {
        type: 'ReferralRequested',
        data: {
          ...event.data,
          identifiers: [...event.data.identifiers],
          contact: wireContact(event.data.contact),
        },
      }
    case 'InformationRequested':
      return { type: event.type, data: { ...event.data, askedAt: event.data.at } }
    case 'InformationProvided':
      return { type: event.type, data: { ...event.data, providedAt: event.data.at } }
    case 'ReferralAccepted':
      return { type: event.type, data: { ...event.data, acceptedAt: event.data.at } }
    case 'ReferralRejected':
      return { type: event.type, data: { ...event.data, rejectedAt: event.data.at } }
    case 'ReferralWaitlisted':
      return { type: event.type, data: { ...event.data, waitlistedAt: event.data.at } }
    case 'ReferralMatched':
      return { type: event.type, data: { ...event.data, matchedAt: event.data.at } }
    case 'ReferralStarted':
      return { type: event.type, data: { ...event.data, startedAt: event.data.at } }
    case 'FirstContactMade':
      return { type: event.type, data: { ...event.data, madeAt: event.data.at } }
    case 'FirstContactOverdue':
      return { type: event.type, data: { ...event.data, dueAt: event.data.at } }
    case 'ReferralEscalated':
      return { type: event.type, data: { ...event.data, escalatedAt: event.data.at } }
    case 'ReferralDeclined':
      return { type: event.type, data: { ...event.data, declinedAt: event.data.at } }
    case 'CancellationRequested':
      return { type: event.type, data: { ...event.data, requestedAt: event.data.at } }
    case 'ReferralCancelled':
      return { type: event.type, data: { ...event.data, cancelledAt: event.data.at } }
    case 'ReferralCompleted':
      return { type: event.type, data: { ...event.data, completedAt: event.data.at } }
    case 'ReferralEndedUnable':
      return { type: event.type, data: { ...event.data, endedAt: event.data.at } }
    case 'ReferralExpired':
      return { type: event.type, data: { ...event.data, expiredAt: event.data.at } }
    case 'ReferralReopened':
      return { type: event.type, data: { ...event.data, reopenedAt: event.data.at } }
    default:
      return undefined
  }
}
