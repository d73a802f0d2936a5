import type { Told } from '@careloom/event-sourcing'
import type {
  PublishedAssignmentEvent,
  PublishedCaseloadEvent,
  PublishedMatchingCaseEvent,
} from '@careloom/proto/assignments'
import type { AssignmentEvent } from '../../domain/assignment.ts'
import type { CountedCaseloadEvent } from '../../domain/counted-caseload.ts'
import type { MatchingCaseEvent } from '../../domain/matching-case-events.ts'

/** Private event in, contract out. Rankings, withdrawals and the place that was not there stay private. */
export function publishedCase(
  event: Told<MatchingCaseEvent>,
): PublishedMatchingCaseEvent | undefined {
  const personId = event.person ?? ''
  switch (event.type) {
    case 'PeersOfferedToPerson': {
      const { referralId, peerWorkerIds, expiresAt } = event.data
      return {
        type: 'OffersSent',
        data: {
          referralId,
          personId,
          peerWorkerIds: [...peerWorkerIds],
          sentBy: event.meta.actor,
          expiresAt,
        },
      }
    }
    case 'PeerAsked': {
      const { referralId, peerWorkerId, expiresAt } = event.data
      return { type: 'PeerChosen', data: { referralId, personId, peerWorkerId, expiresAt } }
    }
    case 'SomeoneElseAskedFor':
      return { type: event.type, data: { referralId: event.data.referralId, personId } }
    case 'ChoicesReturnedToPerson': {
      const { referralId, peerWorkerIds, expiresAt } = event.data
      return {
        type: event.type,
        data: { referralId, personId, peerWorkerIds: [...peerWorkerIds], expiresAt },
      }
    }
    case 'PeerOfferAccepted':
      return { type: 'OfferAcceptedByPeer', data: answeredOffer(event.data, personId) }
    case 'PeerOfferDeclined':
      return { type: 'OfferDeclinedByPeer', data: answeredOffer(event.data, personId) }
    case 'PeerOfferExpired':
      return { type: 'OfferExpired', data: answeredOffer(event.data, personId) }
    case 'PersonOfferExpired':
      return {
        type: 'OfferExpired',
        data: { referralId: event.data.referralId, personId, peerWorkerId: undefined },
      }
    case 'CaseWaitlisted':
      return { type: 'PlacedOnWaitlist', data: { referralId: event.data.referralId, personId } }
    case 'MatchingCaseClosed':
      if (event.data.outcome !== 'person-declined') return undefined
      return {
        type: 'OffersDeclinedByPerson',
        data: { referralId: event.data.referralId, personId },
      }
    default:
      return undefined
  }
}

function answeredOffer(
  { referralId, peerWorkerId }: { referralId: string; peerWorkerId: string },
  personId: string,
) {
  return { referralId, personId, peerWorkerId }
}

/** A hand-over ends this assignment, not the work together: it is said as such, so that nobody takes it for the end. */
export function publishedAssignment(
  event: Told<AssignmentEvent>,
): PublishedAssignmentEvent | undefined {
  switch (event.type) {
    case 'AssignmentStarted': {
      const {
        assignmentId,
        referralId,
        personId,
        peerWorkerId,
        programId,
        organizationId,
        startedAt,
        part2,
      } = event.data
      return {
        type: event.type,
        data: {
          assignmentId,
          referralId,
          personId,
          peerWorkerId,
          programId,
          organizationId,
          startedAt,
          part2,
        },
      }
    }
    case 'AssignmentPaused':
    case 'AssignmentResumed':
      return { type: event.type, data: aboutOf(event.data) }
    case 'AssignmentEnded':
      return { type: event.type, data: { ...aboutOf(event.data), endedAt: event.data.endedAt } }
    case 'AssignmentHandedOver': {
      const { nextAssignmentId, nextPeerWorkerId, inherits, handedOverAt } = event.data
      return {
        type: event.type,
        data: {
          ...aboutOf(event.data),
          nextAssignmentId,
          nextPeerWorkerId,
          inherits: [...inherits],
          handedOverAt,
        },
      }
    }
    default:
      return undefined
  }
}

type About = {
  readonly assignmentId: string
  readonly referralId: string
  readonly personId: string
  readonly peerWorkerId: string
}

function aboutOf({ assignmentId, referralId, personId, peerWorkerId }: About): About {
  return { assignmentId, referralId, personId, peerWorkerId }
}

export function publishedCaseload(
  event: Told<CountedCaseloadEvent>,
): PublishedCaseloadEvent | undefined {
  switch (event.type) {
    case 'CaseloadLimitSet':
    case 'PlaceReserved':
    case 'PlaceConfirmed':
    case 'PlaceReleased':
    case 'ReservationExpired':
      return {
        type: 'CaseloadChanged',
        data: { peerWorkerId: event.data.peerWorkerId, ...event.data.counts },
      }
    default:
      return undefined
  }
}
