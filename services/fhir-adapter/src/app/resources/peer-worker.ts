import type { PeerDetails, PeerFacts } from '../../domain/maps/directory.ts'
import type { Step } from './module.ts'

/** What Practitioner and PractitionerRole share: both are made of a peer worker's events. */
type OfPeer = { readonly peerWorkerId: string }
type Detailed = OfPeer & { readonly details?: PeerDetails | undefined }

export const of = ({ peerWorkerId }: OfPeer): string => peerWorkerId

export const registered: Step<PeerFacts, Detailed> = {
  of,
  first: ({ peerWorkerId, details }) =>
    details && { peerWorkerId, details, active: true, certified: false },
}
export const changed: Step<PeerFacts, Detailed> = {
  of,
  change: (before, { details }) => details && { ...before, details },
}
export const left: Step<PeerFacts, OfPeer> = {
  of,
  change: (before) => ({ ...before, active: false }),
}
