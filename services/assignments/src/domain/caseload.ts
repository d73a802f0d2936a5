import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Command, Decider, Decision, Event, Instant } from '@careloom/event-sourcing'
import type { AssignmentId, PeerWorkerId, PersonId, ReferralId, ReservationId } from './ids.ts'

type LimitSet = {
  readonly peerWorkerId: PeerWorkerId
  /** In units of caseload weight; an ordinary assignment weighs 1. */
  readonly limit: number
  readonly setAt: Instant
}

type Declaration = {
  readonly peerWorkerId: PeerWorkerId
  /** How much more the peer says they can take; null: up to the limit. */
  readonly canTakeMore: number | null
  /** No new people until then; null: now is fine. */
  readonly needsLessUntil: Instant | null
  readonly declaredAt: Instant
}

type Reservation = {
  readonly peerWorkerId: PeerWorkerId
  readonly reservationId: ReservationId
  readonly referralId: ReferralId
  /** An opaque id, so that the place is freed when everything else about the person is erased. */
  readonly personId: PersonId
  readonly weight: number
  readonly reservedAt: Instant
  readonly expiresAt: Instant
}

type Confirmation = {
  readonly peerWorkerId: PeerWorkerId
  readonly reservationId: ReservationId
  readonly assignmentId: AssignmentId
  readonly confirmedAt: Instant
}

type Release = {
  readonly peerWorkerId: PeerWorkerId
  readonly reservationId: ReservationId
  readonly releasedAt: Instant
}

type Expiring = { readonly peerWorkerId: PeerWorkerId; readonly expiredAt: Instant }
type Expiry = Expiring & { readonly reservationId: ReservationId }

export type CaseloadCommand =
  | Command<'SetCaseloadLimit', LimitSet>
  | Command<'DeclareAvailability', Declaration>
  | Command<'ReservePlace', Reservation>
  | Command<'ConfirmPlace', Confirmation>
  | Command<'ReleasePlace', Release>
  | Command<'ExpireReservations', Expiring>

export type CaseloadEvent =
  | Event<'CaseloadLimitSet', LimitSet>
  /** The peer said what they can take; never derived from how they are. */
  | Event<'AvailabilityDeclared', Declaration>
  /** A place is held while the assignment is being started. */
  | Event<'PlaceReserved', Reservation>
  /** The assignment starts; the place stays taken until it is released. */
  | Event<'PlaceConfirmed', Confirmation>
  | Event<'PlaceReleased', Release>
  /** A reservation was not confirmed in time. */
  | Event<'ReservationExpired', Expiry>

export type CaseloadRefusal =
  | 'caseload-limit-incorrect'
  | 'availability-incorrect'
  | 'weight-incorrect'
  | 'expiry-not-later'
  | 'caseload-limit-not-set'
  | 'caseload-full'
  | 'peer-needs-less'
  | 'reservation-ended'
  | 'reservation-unknown'

type Place = { readonly weight: number; readonly expiresAt: Instant; readonly isConfirmed: boolean }

/** One stream per peer worker: whoever takes a place takes it here, so that the limit holds under any race. */
export type Caseload = {
  readonly limit: number | null
  readonly limitSetAt: Instant | null
  /** The most that the peer's declaration allows in all; null: the limit alone counts. */
  readonly declaredCeiling: number | null
  readonly needsLessUntil: Instant | null
  readonly declaredAt: Instant | null
  readonly taken: number
  readonly places: ReadonlyMap<ReservationId, Place>
  /** Released or expired: never taken again under the same id. */
  readonly ended: ReadonlySet<ReservationId>
}

type CaseloadDecision = Decision<CaseloadEvent, CaseloadRefusal>

export const caseloadDecider: Decider<Caseload, CaseloadCommand, CaseloadEvent, CaseloadRefusal> = {
  initialState: {
    limit: null,
    limitSetAt: null,
    declaredCeiling: null,
    needsLessUntil: null,
    declaredAt: null,
    taken: 0,
    places: new Map(),
    ended: new Set(),
  },

  decide(command, state) {
    switch (command.type) {
      case 'SetCaseloadLimit':
        return setLimit(command.data, state)
      case 'DeclareAvailability':
        return declare(command.data, state)
      case 'ReservePlace':
        return reserve(command.data, state)
      case 'ConfirmPlace':
        return confirm(command.data, state)
      case 'ReleasePlace':
        return release(command.data, state)
      case 'ExpireReservations':
        return accept(...lapsed(state, command.data))
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'CaseloadLimitSet':
        return { ...state, limit: event.data.limit, limitSetAt: event.data.setAt }
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
  },
}

/** A limit below what is taken ends nothing; it only lets nobody new in. One that comes late changes nothing. */
function setLimit(data: LimitSet, state: Caseload): CaseloadDecision {
  if (!Number.isSafeInteger(data.limit) || data.limit < 0)
    return refuse('incorrect', 'caseload-limit-incorrect')
  const isLate = state.limitSetAt !== null && data.setAt < state.limitSetAt
  return isLate || data.limit === state.limit
    ? accept()
    : accept({ type: 'CaseloadLimitSet', data })
}

function declare(data: Declaration, state: Caseload): CaseloadDecision {
  const { canTakeMore } = data
  if (canTakeMore !== null && (!Number.isSafeInteger(canTakeMore) || canTakeMore < 0))
    return refuse('incorrect', 'availability-incorrect')
  return state.declaredAt !== null && data.declaredAt <= state.declaredAt
    ? accept()
    : accept({ type: 'AvailabilityDeclared', data })
}

/** The same reservation twice changes nothing. Reservations that have lapsed by now make room first. */
function reserve(data: Reservation, state: Caseload): CaseloadDecision {
  if (state.ended.has(data.reservationId)) return refuse('conflict', 'reservation-ended')
  if (state.places.has(data.reservationId)) return accept()
  if (!Number.isSafeInteger(data.weight) || data.weight < 1)
    return refuse('incorrect', 'weight-incorrect')
  if (data.expiresAt <= data.reservedAt) return refuse('incorrect', 'expiry-not-later')
  if (state.limit === null) return refuse('conflict', 'caseload-limit-not-set')
  if (state.needsLessUntil !== null && state.needsLessUntil > data.reservedAt)
    return refuse('conflict', 'peer-needs-less')
  const freed = lapsed(state, { peerWorkerId: data.peerWorkerId, expiredAt: data.reservedAt })
  const taken = freed.reduce(
    (left, { data: { reservationId } }) => left - (state.places.get(reservationId)?.weight ?? 0),
    state.taken,
  )
  if (taken + data.weight > Math.min(state.limit, state.declaredCeiling ?? state.limit))
    return refuse('conflict', 'caseload-full')
  return accept<CaseloadEvent>(...freed, { type: 'PlaceReserved', data })
}

/** A reservation that nobody has released may be confirmed late: its place is still held. */
function confirm(data: Confirmation, state: Caseload): CaseloadDecision {
  const place = state.places.get(data.reservationId)
  if (place === undefined) return gone(data.reservationId, state)
  return place.isConfirmed ? accept() : accept({ type: 'PlaceConfirmed', data })
}

function release(data: Release, state: Caseload): CaseloadDecision {
  if (state.ended.has(data.reservationId)) return accept()
  if (!state.places.has(data.reservationId)) return gone(data.reservationId, state)
  return accept({ type: 'PlaceReleased', data })
}

function gone(reservationId: ReservationId, { ended }: Caseload): CaseloadDecision {
  return ended.has(reservationId)
    ? refuse('conflict', 'reservation-ended')
    : refuse('not-found', 'reservation-unknown')
}

type ExpiredEvent = Event<'ReservationExpired', Expiry>

function lapsed(state: Caseload, expiring: Expiring): readonly ExpiredEvent[] {
  return [...state.places]
    .filter(([, place]) => !place.isConfirmed && place.expiresAt <= expiring.expiredAt)
    .map(([reservationId]) => ({
      type: 'ReservationExpired',
      data: { ...expiring, reservationId },
    }))
}

function declared(state: Caseload, data: Declaration): Caseload {
  const { canTakeMore, needsLessUntil, declaredAt } = data
  const declaredCeiling = canTakeMore === null ? null : state.taken + canTakeMore
  return { ...state, declaredCeiling, needsLessUntil, declaredAt }
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
