import { projection, unchanged, type CalendarDay, type Instant } from '@careloom/event-sourcing'
import type { OpenedFacets, PeerWorkerEvent } from '../../domain/peer-worker.ts'
import type { PeerWorkerDetails } from '../../domain/peer-worker-details.ts'
import type { StandingEvent } from '../../domain/standing.ts'

/** A peer worker as programmes and screens see them; facets only as far as the peer opened them. */
export type PeerWorkerRow = {
  readonly peerWorkerId: string
  readonly revision: number
  readonly details: PeerWorkerDetails
  readonly facets: OpenedFacets
  readonly canTakeMore?: number | undefined
  readonly needsLessUntil?: CalendarDay | undefined
  readonly supervisionDueOn?: CalendarDay | undefined
  readonly credentialGood: boolean
  readonly credentialGoodUntil?: CalendarDay | undefined
  readonly crisisModuleGoodUntil?: CalendarDay | undefined
  readonly certified: boolean
  readonly left: boolean
  readonly changedAt: Instant
}

export const peerWorkerList = projection<PeerWorkerEvent | StandingEvent, PeerWorkerRow>({
  name: 'peer-worker-list',
  version: 4,
  key: ({ peerWorkerId }) => peerWorkerId,
  // Whom nobody serves: a peer worker's data is the organization's.
  person: 'nobody',
  on: {
    PeerWorkerRegistered: (_row, { peerWorkerId, details }, { revision, time }) => ({
      ...unknown(peerWorkerId, details),
      revision,
      changedAt: time,
    }),
    PeerWorkerDetailsChanged: (row, { details }, event) => changed(row, event, { details }),
    FacetsOpened: (row, { facets }, event) => changed(row, event, { facets }),
    AvailabilityDeclared: (row, { canTakeMore, needsLessUntil }, event) =>
      changed(row, event, { canTakeMore, needsLessUntil }),
    SupervisionHeld: (row, { nextDueOn }, event) =>
      changed(row, event, { supervisionDueOn: nextDueOn }),
    ConflictDeclared: unchanged,
    ConflictWithdrawn: unchanged,
    PeerWorkerLeft: (row, _data, event) => changed(row, event, { left: true }),
    // A stream of its own: the row's revision is the peer worker's.
    StandingAssessed: (row, data, { time }) =>
      row && {
        ...row,
        credentialGood: data.isGood,
        credentialGoodUntil: data.goodUntil,
        crisisModuleGoodUntil: data.crisisModuleGoodUntil,
        certified: data.isGovernmentCertified,
        changedAt: time,
      },
  },
  indexes: { organization: (row) => [row.details.organizationId] },
})

function changed(
  row: PeerWorkerRow | undefined,
  { revision, time }: { readonly revision: number; readonly time: Instant },
  change: Partial<PeerWorkerRow>,
): PeerWorkerRow | undefined {
  return row && { ...row, ...change, revision, changedAt: time }
}

function unknown(peerWorkerId: string, details: PeerWorkerDetails) {
  return {
    peerWorkerId,
    details,
    facets: { matching: [], person: [], team: [] },
    credentialGood: false,
    certified: false,
    left: false,
  }
}
