import { unreachable } from '@careloom/event-sourcing'
import type { Instant } from '@careloom/event-sourcing'
import type { CaseloadEvent, Declaration } from './caseload-events.ts'
import type { ReservationId } from './ids.ts'

type Place = { readonly weight: number; readonly expiresAt: Instant; readonly isConfirmed: boolean }

/** One stream per peer worker: whoever takes a place takes it here, so that the limit holds under any race. */
export type Caseload = {
  readonly limit?: number | undefined
  /** The most that the peer's declaration allows in all; the limit alone counts where there is none. */
  readonly declaredCeiling?: number | undefined
  readonly needsLessUntil?: Instant | undefined
  /** Up to where the peer's own stream has been taken in. */
  readonly sourceRevision: number
  readonly taken: number
  readonly places: ReadonlyMap<ReservationId, Place>
  /** Released or expired: never taken again under the same id. */
  readonly ended: ReadonlySet<ReservationId>
}

export const noCaseload: Caseload = {
  sourceRevision: 0,
  taken: 0,
  places: new Map(),
  ended: new Set(),
}

export function evolveCaseload(state: Caseload, event: CaseloadEvent): Caseload {
  switch (event.type) {
    case 'CaseloadLimitSet':
      return { ...state, limit: event.data.limit, sourceRevision: event.data.sourceRevision }
    case 'AvailabilityDeclared':
      return declared(state, event.data)
    case 'PlaceReserved':
      return withPlace(state, event.data.reservationId, { ...event.data, isConfirmed: false })
    case 'PlaceConfirmed':
      return confirmed(state, event.data.reservationId)
    case 'PlaceReleased':
    case 'ReservationExpired':
      return withoutPlace(state, event.data.reservationId)
    default:
      return unreachable(event)
  }
}

function declared(state: Caseload, data: Declaration): Caseload {
  const { canTakeMore, needsLessUntil, sourceRevision } = data
  const declaredCeiling = canTakeMore === undefined ? undefined : state.taken + canTakeMore
  return { ...state, declaredCeiling, needsLessUntil, sourceRevision }
}

function withPlace(state: Caseload, reservationId: ReservationId, place: Place): Caseload {
  const { weight, expiresAt, isConfirmed } = place
  const places = new Map(state.places).set(reservationId, { weight, expiresAt, isConfirmed })
  return { ...state, taken: state.taken + weight, places }
}

function confirmed(state: Caseload, reservationId: ReservationId): Caseload {
  const place = state.places.get(reservationId)
  if (place === undefined) return state
  return {
    ...state,
    places: new Map(state.places).set(reservationId, { ...place, isConfirmed: true }),
  }
}

function withoutPlace(state: Caseload, reservationId: ReservationId): Caseload {
  const places = new Map(state.places)
  const weight = places.get(reservationId)?.weight ?? 0
  places.delete(reservationId)
  return {
    ...state,
    taken: state.taken - weight,
    places,
    ended: new Set(state.ended).add(reservationId),
  }
}
