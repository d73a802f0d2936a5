import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Decider, Decision, Event } from '@careloom/event-sourcing'
import type {
  CaseloadCommand,
  CaseloadEvent,
  CaseloadRefusal,
  Confirmation,
  Declaration,
  Expiring,
  Expiry,
  LimitSet,
  Release,
  Reservation,
} from './caseload-events.ts'
import { evolveCaseload, noCaseload, type Caseload } from './caseload-state.ts'
import type { ReservationId } from './ids.ts'

type CaseloadDecision = Decision<CaseloadEvent, CaseloadRefusal>

export const caseloadDecider: Decider<Caseload, CaseloadCommand, CaseloadEvent, CaseloadRefusal> = {
  initialState: noCaseload,

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

  evolve: evolveCaseload,
}

/** A limit below what is taken ends nothing; it only lets nobody new in. One that was said before what is known changes nothing. */
function setLimit(data: LimitSet, state: Caseload): CaseloadDecision {
  if (!Number.isSafeInteger(data.limit) || data.limit < 0)
    return refuse('incorrect', 'caseload-limit-incorrect')
  return isKnown(data, state) || data.limit === state.limit
    ? accept()
    : accept({ type: 'CaseloadLimitSet', data })
}

function declare(data: Declaration, state: Caseload): CaseloadDecision {
  const { canTakeMore } = data
  if (canTakeMore !== undefined && (!Number.isSafeInteger(canTakeMore) || canTakeMore < 0))
    return refuse('incorrect', 'availability-incorrect')
  return isKnown(data, state) ? accept() : accept({ type: 'AvailabilityDeclared', data })
}

/** By the order in which it was said, whatever the clock said meanwhile. */
function isKnown({ sourceRevision }: LimitSet | Declaration, state: Caseload): boolean {
  return sourceRevision <= state.sourceRevision
}

/** The same reservation twice changes nothing. Reservations that have lapsed by now make room first. */
function reserve(data: Reservation, state: Caseload): CaseloadDecision {
  if (state.ended.has(data.reservationId)) return refuse('conflict', 'reservation-ended')
  if (state.places.has(data.reservationId)) return accept()
  if (!Number.isSafeInteger(data.weight) || data.weight < 1)
    return refuse('incorrect', 'weight-incorrect')
  if (data.expiresAt <= data.reservedAt) return refuse('incorrect', 'expiry-not-later')
  if (state.limit === undefined) return refuse('conflict', 'caseload-limit-not-set')
  if (state.needsLessUntil !== undefined && state.needsLessUntil > data.reservedAt)
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
