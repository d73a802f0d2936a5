import { pick, publishes } from '@careloom/event-sourcing'
import { peerWorkerTopic, type PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import type { PeerWorkerEvent } from '../../domain/peer-worker.ts'
import type { PeerWorkerDetails } from '../../domain/peer-worker-details.ts'
import type { StandingEvent } from '../../domain/standing.ts'
import { toWire } from '../wire/peer-worker.ts'

type Detailed = { readonly peerWorkerId: string; readonly details: PeerWorkerDetails }
const detailed = ({ peerWorkerId, details }: Detailed) => ({
  peerWorkerId,
  details: toWire(details),
})

/** Hours, exams and attestations stay private: others learn what they came to. */
export const published = publishes<PeerWorkerEvent | StandingEvent, PublishedPeerWorkerEvent>(
  peerWorkerTopic,
  {
    PeerWorkerRegistered: detailed,
    PeerWorkerDetailsChanged: detailed,
    FacetsOpened: ({ peerWorkerId, facets: { matching, person, team } }) => ({
      peerWorkerId,
      forMatching: matching,
      forPerson: person,
      forTeam: team,
    }),
    AvailabilityDeclared: pick('peerWorkerId', 'canTakeMore', 'needsLessUntil'),
    ConflictDeclared: pick('peerWorkerId', 'personId'),
    ConflictWithdrawn: pick('peerWorkerId', 'personId'),
    SupervisionHeld: pick('peerWorkerId', 'heldOn', 'nextDueOn'),
    PeerWorkerLeft: pick('peerWorkerId'),
    StandingAssessed: (data) => ({
      peerWorkerId: data.peerWorkerId,
      jurisdiction: data.jurisdiction,
      good: data.isGood,
      goodUntil: data.goodUntil,
      crisisModuleGoodUntil: data.crisisModuleGoodUntil,
      certified: data.isGovernmentCertified,
    }),
  },
)
