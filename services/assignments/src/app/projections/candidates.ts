import { projection, type Instant } from '@careloom/event-sourcing'
import type { CountedCaseloadEvent } from '../../domain/counted-caseload.ts'
import {
  candidateOf,
  type CaseloadFacts,
  type PeerFactsEvent,
  type PeerProfile,
} from '../../domain/matching/peer-facts.ts'
import type { CandidateFacts } from '../../domain/matching/facts.ts'

export type CandidateEvent = PeerFactsEvent | CountedCaseloadEvent

/**
 * A peer worker as matching sees them, with how full their caseload is: for rankings, the load map and capacity. Made
 * of the own log only, so that it can be had as it was at any position. A peer who left stays as a row without profile.
 */
export type CandidateRow = {
  readonly peerWorkerId: string
  /** Of the last event that changed the row. */
  readonly position: number
  readonly profile?: PeerProfile | undefined
  readonly limit: number
  readonly taken: number
  /** The most that the peer's declaration allows in all. */
  readonly ceiling?: number | undefined
  readonly needsLessUntil?: Instant | undefined
  /** Whose place a reservation is. */
  readonly places: Readonly<Record<string, string>>
}

export const candidates = projection<CandidateEvent, CandidateRow>({
  name: 'candidates',
  version: 4,
  key: (data) => ('profile' in data ? data.profile.peerWorkerId : data.peerWorkerId),
  // Whose place a reservation is: needed until the place is released, which an erasure asks for.
  person: 'kept',
  on: {
    PeerFactsRecorded: (row, { profile }, event, key) => changed(row, key, event, { profile }),
    PeerFactsWithdrawn: (row, _data, event, key) =>
      changed(row, key, event, { profile: undefined }),
    CaseloadLimitSet: counted,
    AvailabilityDeclared: (row, data, event, key) => {
      const { canTakeMore, needsLessUntil, counts } = data
      const ceiling = canTakeMore === undefined ? undefined : counts.taken + canTakeMore
      return { ...counted(row, data, event, key), ceiling, needsLessUntil }
    },
    PlaceReserved(row, data, event, key) {
      const after = counted(row, data, event, key)
      return { ...after, places: { ...after.places, [data.reservationId]: data.personId } }
    },
    PlaceConfirmed: counted,
    PlaceReleased: withoutPlace,
    ReservationExpired: withoutPlace,
  },
  indexes: {
    all: () => ['all'],
    person: ({ places }) => [...new Set(Object.values(places))],
  },
})

function empty(peerWorkerId: string): CandidateRow {
  return {
    peerWorkerId,
    position: 0,
    limit: 0,
    taken: 0,
    places: {},
  }
}

type At = { readonly position: number }
type Counted = { readonly counts: { readonly limit: number; readonly taken: number } }

function changed(
  row: CandidateRow | undefined,
  key: string,
  { position }: At,
  change: Partial<CandidateRow>,
): CandidateRow {
  return { ...(row ?? empty(key)), ...change, position }
}

function counted(
  row: CandidateRow | undefined,
  { counts: { limit, taken } }: Counted,
  event: At,
  key: string,
): CandidateRow {
  return changed(row, key, event, { limit, taken })
}

function withoutPlace(
  row: CandidateRow | undefined,
  data: Counted & { readonly reservationId: string },
  event: At,
  key: string,
): CandidateRow {
  const after = counted(row, data, event, key)
  const left = Object.entries(after.places).filter(([id]) => id !== data.reservationId)
  return { ...after, places: Object.fromEntries(left) }
}

export function caseloadFactsOf({
  limit,
  taken,
  ceiling,
  needsLessUntil,
}: CandidateRow): CaseloadFacts {
  const canTakeMore = ceiling === undefined ? undefined : Math.max(0, ceiling - taken)
  return { caseloadLimit: limit, caseloadTaken: taken, canTakeMore, needsLessUntil }
}

/** The facts that a ranking is made of; undefined for a peer who left. */
export function factsOf(
  row: CandidateRow,
  jurisdiction: string | undefined,
): CandidateFacts | undefined {
  return row.profile === undefined
    ? undefined
    : candidateOf(row.profile, caseloadFactsOf(row), jurisdiction)
}
