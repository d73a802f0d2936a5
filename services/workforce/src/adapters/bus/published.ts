import type { Told } from '@careloom/event-sourcing'
import type { PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import type { PeerWorkerEvent } from '../../domain/peer-worker.ts'
import type { StandingEvent } from '../../domain/standing.ts'
import { toWire } from '../wire.ts'

/** Private event in, contract out. Hours, exams and attestations stay private: others learn what they came to. */
export function published(
  event: Told<PeerWorkerEvent | StandingEvent>,
): PublishedPeerWorkerEvent | undefined {
  switch (event.type) {
    case 'PeerWorkerRegistered':
    case 'PeerWorkerDetailsChanged':
      return {
        type: event.type,
        data: { peerWorkerId: event.data.peerWorkerId, details: toWire(event.data.details) },
      }
    case 'FacetsOpened': {
      const { matching, person, team } = event.data.facets
      return {
        type: event.type,
        data: {
          peerWorkerId: event.data.peerWorkerId,
          forMatching: [...matching],
          forPerson: [...person],
          forTeam: [...team],
        },
      }
    }
    case 'AvailabilityDeclared': {
      const { peerWorkerId, canTakeMore, needsLessUntil } = event.data
      return {
        type: event.type,
        data: {
          peerWorkerId,
          canTakeMore: canTakeMore ?? undefined,
          needsLessUntil: needsLessUntil ?? undefined,
        },
      }
    }
    case 'ConflictDeclared':
      return {
        type: event.type,
        data: { peerWorkerId: event.data.peerWorkerId, personId: event.data.personId },
      }
    case 'SupervisionHeld': {
      const { peerWorkerId, heldOn, nextDueOn } = event.data
      return { type: event.type, data: { peerWorkerId, heldOn, nextDueOn } }
    }
    case 'PeerWorkerLeft':
      return { type: event.type, data: { peerWorkerId: event.data.peerWorkerId } }
    case 'StandingAssessed': {
      const {
        peerWorkerId,
        jurisdiction,
        isGood,
        goodUntil,
        crisisModuleGoodUntil,
        isGovernmentCertified,
      } = event.data
      return {
        type: 'CredentialStanding',
        data: {
          peerWorkerId,
          jurisdiction,
          good: isGood,
          goodUntil: goodUntil ?? undefined,
          crisisModuleGoodUntil: crisisModuleGoodUntil ?? undefined,
          certified: isGovernmentCertified,
        },
      }
    }
    default:
      return undefined
  }
}
