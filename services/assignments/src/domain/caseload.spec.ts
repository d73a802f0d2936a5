import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import { caseloadDecider } from './caseload.ts'
import type { CaseloadCommand, CaseloadEvent } from './caseload-events.ts'
import type { AssignmentId, PeerWorkerId, PersonId, ReferralId, ReservationId } from './ids.ts'

const given = specFor(caseloadDecider)
const peerWorkerId = 'peer-1' as PeerWorkerId
const referralId = 'referral-1' as ReferralId
const assignmentId = 'assignment-1' as AssignmentId
const first = 'reservation-1' as ReservationId
const second = 'reservation-2' as ReservationId
const nine = '2026-03-02T09:00:00.000Z' as Instant
const ten = '2026-03-02T10:00:00.000Z' as Instant
const noon = '2026-03-02T12:00:00.000Z' as Instant

const limitOf = (limit: number, sourceRevision = 1, setAt = nine): CaseloadEvent => ({
  type: 'CaseloadLimitSet',
  data: { peerWorkerId, limit, sourceRevision, setAt },
})
const reservation = (reservationId: ReservationId, reservedAt = nine, weight = 1) => ({
  peerWorkerId,
  reservationId,
  referralId,
  personId: 'person-1' as PersonId,
  weight,
  reservedAt,
  expiresAt: reservedAt === nine ? ten : noon,
})
const reserve = (reservationId: ReservationId, at = nine, weight = 1): CaseloadCommand => ({
  type: 'ReservePlace',
  data: reservation(reservationId, at, weight),
})
const reserved = (reservationId: ReservationId, at = nine): CaseloadEvent => ({
  type: 'PlaceReserved',
  data: reservation(reservationId, at),
})
const confirmation = {
  type: 'ConfirmPlace',
  data: { peerWorkerId, reservationId: first, assignmentId, confirmedAt: noon },
} as const
const confirmed: CaseloadEvent = { ...confirmation, type: 'PlaceConfirmed' }
const release: CaseloadCommand = {
  type: 'ReleasePlace',
  data: { peerWorkerId, reservationId: first, releasedAt: noon },
}
const released: CaseloadEvent = { ...release, type: 'PlaceReleased' }
const expired: CaseloadEvent = {
  type: 'ReservationExpired',
  data: { peerWorkerId, reservationId: first, expiredAt: ten },
}
const availability = (
  canTakeMore: number | undefined,
  needsLessUntil: Instant | undefined,
  sourceRevision = 2,
  declaredAt = nine,
) => ({
  type: 'DeclareAvailability' as const,
  data: { peerWorkerId, canTakeMore, needsLessUntil, sourceRevision, declaredAt },
})
const declared = (...said: Parameters<typeof availability>): CaseloadEvent => ({
  ...availability(...said),
  type: 'AvailabilityDeclared',
})

describe('SetCaseloadLimit', () => {
  const setTo = (limit: number, sourceRevision = 1, setAt = nine): CaseloadCommand => ({
    type: 'SetCaseloadLimit',
    data: { peerWorkerId, limit, sourceRevision, setAt },
  })
  it('sets a limit', () => given().when(setTo(6)).thenRecords(limitOf(6)))
  it('changes nothing when it is the limit already', () =>
    given(limitOf(6)).when(setTo(6, 2)).thenRecordsNothing())
  it('changes nothing when something later is known', () => {
    given(limitOf(6, 2)).when(setTo(5, 1)).thenRecordsNothing()
    given(declared(1, undefined, 3))
      .when(setTo(5, 2))
      .thenRecordsNothing()
  })
  it('counts in the order in which it was said, also after the clock went back', () =>
    given(limitOf(6, 1, ten))
      .when(setTo(1, 2, nine))
      .thenRecords(limitOf(1, 2, nine)))
  it('is refused for half a place', () =>
    given().when(setTo(1.5)).thenRefuses('caseload-limit-incorrect'))
})

describe('DeclareAvailability', () => {
  it('is kept as it was said', () =>
    given().when(availability(1, undefined)).thenRecords(declared(1, undefined)))
  it('changes nothing the second time', () =>
    given(declared(1, undefined)).when(availability(1, undefined)).thenRecordsNothing())
  it('counts in the order in which it was said, within one millisecond and after the clock went back', () => {
    given(declared(4, undefined, 2, ten))
      .when(availability(0, noon, 3, ten))
      .thenRecords(declared(0, noon, 3, ten))
    given(declared(4, undefined, 2, ten))
      .when(availability(0, noon, 3, nine))
      .thenRecords(declared(0, noon, 3, nine))
  })
  it('said again counts from what is taken by now', () =>
    given(limitOf(5), declared(1, undefined), reserved(first))
      .when(availability(1, undefined, 3))
      .thenRecords(declared(1, undefined, 3)))
  it('is refused for less than nobody', () =>
    given().when(availability(-1, undefined)).thenRefuses('availability-incorrect'))
})

describe('ReservePlace', () => {
  it('takes a free place', () =>
    given(limitOf(1)).when(reserve(first)).thenRecords(reserved(first)))
  it('changes nothing the second time', () =>
    given(limitOf(1), reserved(first)).when(reserve(first)).thenRecordsNothing())
  it('is refused when the last place is taken', () =>
    given(limitOf(1), reserved(first)).when(reserve(second)).thenRefuses('caseload-full'))
  it('is refused before a limit is set', () =>
    given().when(reserve(first)).thenRefuses('caseload-limit-not-set'))
  it('takes the place of a reservation that has lapsed', () =>
    given(limitOf(1), reserved(first))
      .when(reserve(second, ten))
      .thenRecords(expired, reserved(second, ten)))
  it('leaves a confirmed place alone, however late', () =>
    given(limitOf(1), reserved(first), confirmed)
      .when(reserve(second, ten))
      .thenRefuses('caseload-full'))
  it('is refused when the peer needs less for now', () =>
    given(limitOf(6), declared(undefined, noon))
      .when(reserve(first))
      .thenRefuses('peer-needs-less'))
  it('is refused beyond what the peer said they can take', () =>
    given(limitOf(6), declared(1, undefined), reserved(first))
      .when(reserve(second))
      .thenRefuses('caseload-full'))
  it('is refused under an id that was released', () =>
    given(limitOf(1), reserved(first), released)
      .when(reserve(first))
      .thenRefuses('reservation-ended'))
  it('is refused for a weight of nothing', () =>
    given(limitOf(1))
      .when(reserve(first, nine, 0))
      .thenRefuses('weight-incorrect'))
  it('is refused when it expires before it begins', () =>
    given(limitOf(1))
      .when({ type: 'ReservePlace', data: { ...reservation(first), expiresAt: nine } })
      .thenRefuses('expiry-not-later'))
})

describe('ConfirmPlace', () => {
  it('keeps the place', () =>
    given(limitOf(1), reserved(first)).when(confirmation).thenRecords(confirmed))
  it('changes nothing the second time', () =>
    given(limitOf(1), reserved(first), confirmed).when(confirmation).thenRecordsNothing())
  it('is refused after the reservation expired', () =>
    given(limitOf(1), reserved(first), expired).when(confirmation).thenRefuses('reservation-ended'))
  it('is refused for a place that was never reserved', () =>
    given(limitOf(1)).when(confirmation).thenRefuses('reservation-unknown'))
})

describe('ReleasePlace', () => {
  it('frees the place', () =>
    given(limitOf(1), reserved(first), confirmed).when(release).thenRecords(released))
  it('changes nothing the second time', () =>
    given(limitOf(1), reserved(first), released).when(release).thenRecordsNothing())
  it('is refused for a place that was never reserved', () =>
    given().when(release).thenRefuses('reservation-unknown'))
})

describe('ExpireReservations', () => {
  const expireAt = (expiredAt: Instant): CaseloadCommand => ({
    type: 'ExpireReservations',
    data: { peerWorkerId, expiredAt },
  })
  it('frees what was not confirmed in time', () =>
    given(limitOf(1), reserved(first)).when(expireAt(ten)).thenRecords(expired))
  it('changes nothing before the time is up', () =>
    given(limitOf(1), reserved(first)).when(expireAt(nine)).thenRecordsNothing())
})
