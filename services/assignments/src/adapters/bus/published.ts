import { pick, publishes } from '@careloom/event-sourcing'
import {
  assignmentTopic,
  caseloadTopic,
  matchingCaseTopic,
  type PublishedAssignmentEvent,
  type PublishedCaseloadEvent,
  type PublishedMatchingCaseEvent,
} from '@careloom/proto/assignments'
import type { AssignmentEvent } from '../../domain/assignment.ts'
import type { CountedCaseloadEvent } from '../../domain/counted-caseload.ts'
import type { MatchingCaseEvent } from '../../domain/matching-case-events.ts'

type OfPerson = { readonly person: string | undefined }
const personId = ({ person }: OfPerson) => person ?? ''

type OfPeer = { readonly referralId: string; readonly peerWorkerId: string }
const answered = ({ referralId, peerWorkerId }: OfPeer, event: OfPerson) => ({
  referralId,
  personId: personId(event),
  peerWorkerId,
})
const ofCase = ({ referralId }: { readonly referralId: string }, event: OfPerson) => ({
  referralId,
  personId: personId(event),
})

/** Rankings, withdrawals, and the place that was not there, stay private. */
export const publishedCases = publishes<MatchingCaseEvent, PublishedMatchingCaseEvent>(
  matchingCaseTopic,
  {
    PeersOfferedToPerson: ({ referralId, peerWorkerIds, expiresAt }, event) => ({
      referralId,
      personId: personId(event),
      peerWorkerIds,
      sentBy: event.meta.actor,
      expiresAt,
    }),
    PeerAsked: (data, event) => ({ ...answered(data, event), expiresAt: data.expiresAt }),
    SomeoneElseAskedFor: ofCase,
    ChoicesReturnedToPerson: (data, event) => ({
      ...ofCase(data, event),
      peerWorkerIds: data.peerWorkerIds,
      expiresAt: data.expiresAt,
    }),
    OffersDeclinedByPerson: {
      from: ['MatchingCaseClosed'],
      as: (event) =>
        event.type === 'MatchingCaseClosed' && event.data.outcome === 'person-declined'
          ? ofCase(event.data, event)
          : undefined,
    },
    PeerOfferAccepted: answered,
    PeerOfferDeclined: answered,
    PeerOfferExpired: answered,
    PersonOfferExpired: ofCase,
    CaseWaitlisted: ofCase,
  },
)

const about = ['assignmentId', 'referralId', 'personId', 'peerWorkerId'] as const

/** A hand-over ends this assignment, not the work together: it is said as such, so that nobody takes it for the end. */
export const publishedAssignments = publishes<AssignmentEvent, PublishedAssignmentEvent>(
  assignmentTopic,
  {
    AssignmentStarted: pick(...about, 'programId', 'organizationId', 'startedAt', 'part2'),
    AssignmentPaused: pick(...about),
    AssignmentResumed: pick(...about),
    AssignmentEnded: pick(...about, 'endedAt'),
    AssignmentHandedOver: pick(
      ...about,
      'nextAssignmentId',
      'nextPeerWorkerId',
      'inherits',
      'handedOverAt',
    ),
  },
)

/** How full a peer worker is; what the peer declares is not told. */
export const publishedCaseloads = publishes<CountedCaseloadEvent, PublishedCaseloadEvent>(
  caseloadTopic,
  {
    CaseloadChanged: {
      from: [
        'CaseloadLimitSet',
        'PlaceReserved',
        'PlaceConfirmed',
        'PlaceReleased',
        'ReservationExpired',
      ],
      as: ({ data: { peerWorkerId, counts } }) => ({
        peerWorkerId,
        limit: counts.limit,
        taken: counts.taken,
      }),
    },
  },
)
