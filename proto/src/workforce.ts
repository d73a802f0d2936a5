import {
  AvailabilityDeclared,
  ConflictDeclared,
  CredentialStanding,
  FacetsOpened,
  PeerWorkerDetailsChanged,
  PeerWorkerLeft,
  PeerWorkerRegistered,
  SupervisionHeld,
} from '../gen/careloom/workforce/v1/events.ts'
import type { PublishedEvents } from './published.ts'

export type { PeerWorkerDetails, WeeklySpan } from '../gen/careloom/workforce/v1/events.ts'

export const peerWorkerTopic = 'careloom.workforce.peer-worker.v1'
export const peerWorkerCodecs = {
  AvailabilityDeclared,
  ConflictDeclared,
  CredentialStanding,
  FacetsOpened,
  PeerWorkerDetailsChanged,
  PeerWorkerLeft,
  PeerWorkerRegistered,
  SupervisionHeld,
}
export type PublishedPeerWorkerEvent = PublishedEvents<typeof peerWorkerCodecs>

export * from '../gen/careloom/workforce/v1/service.ts'
