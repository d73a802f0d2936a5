import type { Command, Event, Instant } from '@careloom/event-sourcing'
import type { RefusalOf } from '@careloom/terminology'
import type { AssignmentId, PeerWorkerId, PersonId, ReferralId, ReservationId } from './ids.ts'

/** Where it was said: the revision of the peer's own stream in `workforce`, which decides what came later. */
type Said = { readonly peerWorkerId: PeerWorkerId; readonly sourceRevision: number }

export type LimitSet = Said & {
  /** In units of caseload weight; an ordinary assignment weighs 1. */
  readonly limit: number
  readonly setAt: Instant
}

export type Declaration = Said & {
  /** How much more the peer says they can take; up to the limit where it is not said. */
  readonly canTakeMore?: number | undefined
  /** No new people until then; now is fine where it is not said. */
  readonly needsLessUntil?: Instant | undefined
  readonly declaredAt: Instant
}

export type Reservation = {
  readonly peerWorkerId: PeerWorkerId
  readonly reservationId: ReservationId
  readonly referralId: ReferralId
  /** An opaque id, so that the place is freed when everything else about the person is erased. */
  readonly personId: PersonId
  readonly weight: number
  readonly reservedAt: Instant
  readonly expiresAt: Instant
}

export type Confirmation = {
  readonly peerWorkerId: PeerWorkerId
  readonly reservationId: ReservationId
  readonly assignmentId: AssignmentId
  readonly confirmedAt: Instant
}

export type Release = {
  readonly peerWorkerId: PeerWorkerId
  readonly reservationId: ReservationId
  readonly releasedAt: Instant
}

export type Expiring = { readonly peerWorkerId: PeerWorkerId; readonly expiredAt: Instant }
export type Expiry = Expiring & { readonly reservationId: ReservationId }

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

export type CaseloadRefusal = RefusalOf<'caseload'>
