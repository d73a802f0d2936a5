import type { CalendarDay, Instant, Projection, Told } from '@careloom/event-sourcing'
import type { OpenedFacets, PeerWorkerEvent } from '../../domain/peer-worker.ts'
import type { PeerWorkerDetails } from '../../domain/peer-worker-details.ts'
import type { StandingEvent } from '../../domain/standing.ts'

/** A peer worker as programmes and screens see them; facets only as far as the peer opened them. */
export type PeerWorkerRow = {
  readonly peerWorkerId: string
  readonly revision: number
  readonly details: PeerWorkerDetails
  readonly facets: OpenedFacets
  readonly canTakeMore: number | null
  readonly needsLessUntil: CalendarDay | null
  readonly supervisionDueOn: CalendarDay | null
  readonly credentialGood: boolean
  readonly credentialGoodUntil: CalendarDay | null
  readonly crisisModuleGoodUntil: CalendarDay | null
  readonly certified: boolean
  readonly left: boolean
  readonly changedAt: Instant
}

type Source = PeerWorkerEvent | StandingEvent

export const peerWorkerList: Projection<Source, PeerWorkerRow> = {
  name: 'peer-worker-list',
  version: 1,
  handles: [
    'PeerWorkerRegistered',
    'PeerWorkerDetailsChanged',
    'FacetsOpened',
    'AvailabilityDeclared',
    'SupervisionHeld',
    'PeerWorkerLeft',
    'StandingAssessed',
  ],
  keysOf: (event) => [event.data.peerWorkerId],
  project(row, event) {
    if (event.type === 'PeerWorkerRegistered') return registered(event)
    return row === undefined ? undefined : { ...row, ...changeOf(event), changedAt: event.time }
  },
  indexes: { organization: (row) => [row.details.organizationId] },
}

function registered(event: Extract<Told<Source>, { type: 'PeerWorkerRegistered' }>): PeerWorkerRow {
  const { peerWorkerId, details } = event.data
  return {
    peerWorkerId,
    revision: event.revision,
    details,
    facets: { matching: [], person: [], team: [] },
    canTakeMore: null,
    needsLessUntil: null,
    supervisionDueOn: null,
    credentialGood: false,
    credentialGoodUntil: null,
    crisisModuleGoodUntil: null,
    certified: false,
    left: false,
    changedAt: event.time,
  }
}

function changeOf(event: Told<Source>): Partial<PeerWorkerRow> {
  const { revision } = event
  switch (event.type) {
    case 'PeerWorkerDetailsChanged':
      return { details: event.data.details, revision }
    case 'FacetsOpened':
      return { facets: event.data.facets, revision }
    case 'AvailabilityDeclared':
      return {
        canTakeMore: event.data.canTakeMore,
        needsLessUntil: event.data.needsLessUntil,
        revision,
      }
    case 'SupervisionHeld':
      return { supervisionDueOn: event.data.nextDueOn, revision }
    case 'PeerWorkerLeft':
      return { left: true, revision }
    case 'StandingAssessed': {
      const { isGood, goodUntil, crisisModuleGoodUntil, isGovernmentCertified } = event.data
      return {
        credentialGood: isGood,
        credentialGoodUntil: goodUntil,
        crisisModuleGoodUntil,
        certified: isGovernmentCertified,
      }
    }
    default:
      return {}
  }
}
