import type { Instant, Projection, Told } from '@careloom/event-sourcing'
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
  readonly profile: PeerProfile | null
  readonly limit: number
  readonly taken: number
  /** The most that the peer's declaration allows in all. */
  readonly ceiling: number | null
  readonly needsLessUntil: Instant | null
  /** Whose place a reservation is. */
  readonly places: Readonly<Record<string, string>>
}

export const candidates: Projection<CandidateEvent, CandidateRow> = {
  name: 'candidates',
  version: 1,
  handles: [
    'PeerFactsRecorded',
    'PeerFactsWithdrawn',
    'CaseloadLimitSet',
    'AvailabilityDeclared',
    'PlaceReserved',
    'PlaceConfirmed',
    'PlaceReleased',
    'ReservationExpired',
  ],
  keysOf: (event) => [
    event.type === 'PeerFactsRecorded' ? event.data.profile.peerWorkerId : event.data.peerWorkerId,
  ],
  project: (row, event, key) => ({
    ...(row ?? empty(key)),
    ...changeOf(row, event),
    position: event.position,
  }),
  indexes: {
    all: () => ['all'],
    person: ({ places }) => [...new Set(Object.values(places))],
  },
}

function empty(peerWorkerId: string): CandidateRow {
  return {
    peerWorkerId,
    position: 0,
    profile: null,
    limit: 0,
    taken: 0,
    ceiling: null,
    needsLessUntil: null,
    places: {},
  }
}

function changeOf(
  row: CandidateRow | undefined,
  event: Told<CandidateEvent>,
): Partial<CandidateRow> {
  if (event.type === 'PeerFactsRecorded') return { profile: event.data.profile }
  if (event.type === 'PeerFactsWithdrawn') return { profile: null }
  const { limit, taken } = event.data.counts
  return { limit, taken, ...ofCaseload(row?.places ?? {}, event) }
}

function ofCaseload(
  places: CandidateRow['places'],
  event: Told<CountedCaseloadEvent>,
): Partial<CandidateRow> {
  switch (event.type) {
    case 'AvailabilityDeclared': {
      const { canTakeMore, needsLessUntil, counts } = event.data
      return { ceiling: canTakeMore === null ? null : counts.taken + canTakeMore, needsLessUntil }
    }
    case 'PlaceReserved':
      return { places: { ...places, [event.data.reservationId]: event.data.personId } }
    case 'PlaceReleased':
    case 'ReservationExpired':
      return {
        places: Object.fromEntries(
          Object.entries(places).filter(([id]) => id !== event.data.reservationId),
        ),
      }
    default:
      return {}
  }
}

export function caseloadFactsOf({
  limit,
  taken,
  ceiling,
  needsLessUntil,
}: CandidateRow): CaseloadFacts {
  const canTakeMore = ceiling === null ? null : Math.max(0, ceiling - taken)
  return { caseloadLimit: limit, caseloadTaken: taken, canTakeMore, needsLessUntil }
}

/** The facts that a ranking is made of; undefined for a peer who left. */
export function factsOf(
  row: CandidateRow,
  jurisdiction: string | null,
): CandidateFacts | undefined {
  return row.profile === null
    ? undefined
    : candidateOf(row.profile, caseloadFactsOf(row), jurisdiction)
}
