import type { Topic } from '@careloom/event-sourcing'
import type * as peerWorkerEvents from '../gen/careloom/workforce/v1/peer_worker_events.ts'
import type { PublishedEvents } from './published.ts'

export * from '../gen/careloom/workforce/v1/service.ts'
export type { PeerWorkerDetails, WeeklySpan } from '../gen/careloom/workforce/v1/peer_worker.ts'

export type PublishedPeerWorkerEvent = PublishedEvents<typeof peerWorkerEvents>
export const peerWorkerTopic: Topic<PublishedPeerWorkerEvent> = 'careloom.workforce.peer-worker.v1'
