import { describe, it } from '@jest/globals'
import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import type { OrganizationId, PeerWorkerId, PersonId, ProgramId } from './ids.ts'
import { peerWorkerDecider } from './peer-worker.ts'
import type { OpenedFacets, PeerWorkerCommand, PeerWorkerEvent } from './peer-worker.ts'
import type { PeerWorkerDetails } from './peer-worker-details.ts'

const given = specFor(peerWorkerDecider)
const peerWorkerId = 'peer-1' as PeerWorkerId
const personId = 'person-1' as PersonId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const details: PeerWorkerDetails = {
  displayName: 'Alex Moreno',
  title: 'recovery-coach',
  organizationId: 'harbor' as OrganizationId,
  programIds: ['program-1' as ProgramId],
  languages: ['en', 'es'],
  modalities: ['in-person', 'phone'],
  schedule: [{ day: 1, fromMinute: 540, toMinute: 720 }],
  travelsMetres: 5_000,
  skills: [],
  servesAgesFrom: 18,
  servesAgesTo: 120,
  caseloadLimit: 6,
  proxiedPhone: '(555) 010-0142',
  introduction: 'I have been where you may be now.',
}
const register = (more: Partial<PeerWorkerDetails> = {}): PeerWorkerCommand => ({
  type: 'RegisterPeerWorker',
  data: { peerWorkerId, details: { ...details, ...more }, registeredAt: monday },
})
const registered = { ...register(), type: 'PeerWorkerRegistered' } as PeerWorkerEvent
const change = (more: Partial<PeerWorkerDetails>): PeerWorkerCommand => ({
  type: 'ChangePeerWorkerDetails',
  data: { peerWorkerId, details: { ...details, ...more }, changedAt: tuesday },
})
const openFacets = (facets: OpenedFacets): PeerWorkerCommand => ({
  type: 'OpenFacets',
  data: { peerWorkerId, facets, openedAt: tuesday },
})
const declareAvailability = (canTakeMore: number | undefined): PeerWorkerCommand => ({
  type: 'DeclareAvailability',
  data: {
    peerWorkerId,
    canTakeMore,
    needsLessUntil: '2026-04-01' as CalendarDay,
    declaredAt: tuesday,
  },
})
const declareConflict: PeerWorkerCommand = {
  type: 'DeclareConflict',
  data: { peerWorkerId, personId, declaredAt: tuesday },
}
const withdrawConflict: PeerWorkerCommand = {
  type: 'WithdrawConflict',
  data: { peerWorkerId, personId, withdrawnAt: tuesday },
}
const supervise = (heldOn: string, nextDueOn: string): PeerWorkerCommand => ({
  type: 'HoldSupervision',
  data: {
    peerWorkerId,
    heldOn: heldOn as CalendarDay,
    nextDueOn: nextDueOn as CalendarDay,
  },
})
const leave: PeerWorkerCommand = {
  type: 'LeavePeerWork',
  data: { peerWorkerId, leftAt: tuesday },
}
const left = { ...leave, type: 'PeerWorkerLeft' } as PeerWorkerEvent

describe('RegisterPeerWorker', () => {
  it('registers, once', () => {
    given().when(register()).thenRecords(registered)
    given(registered).when(register()).thenRecordsNothing()
  })
  it('is refused with other details', () =>
    given(registered)
      .when(register({ displayName: 'Sam' }))
      .thenRefuses('peer-worker-already-registered'))
  it('is refused with details that cannot be', () => {
    given()
      .when(register({ displayName: ' ' }))
      .thenRefuses('display-name-missing')
    given()
      .when(register({ caseloadLimit: -1 }))
      .thenRefuses('caseload-limit-incorrect')
    given()
      .when(register({ servesAgesFrom: 30, servesAgesTo: 18 }))
      .thenRefuses('ages-incorrect')
    given()
      .when(register({ schedule: [{ day: 7, fromMinute: 0, toMinute: 60 }] }))
      .thenRefuses('schedule-incorrect')
    given()
      .when(register({ schedule: [{ day: 1, fromMinute: 60, toMinute: 60 }] }))
      .thenRefuses('schedule-incorrect')
  })
})

describe('ChangePeerWorkerDetails', () => {
  it('keeps the new whole, once', () => {
    const changed = {
      ...change({ caseloadLimit: 4 }),
      type: 'PeerWorkerDetailsChanged',
    } as PeerWorkerEvent
    given(registered)
      .when(change({ caseloadLimit: 4 }))
      .thenRecords(changed)
    given(registered, changed)
      .when(change({ caseloadLimit: 4 }))
      .thenRecordsNothing()
  })
  it('is refused with details that cannot be', () =>
    given(registered)
      .when(change({ caseloadLimit: 0.5 }))
      .thenRefuses('caseload-limit-incorrect'))
})

describe('OpenFacets', () => {
  const some = openFacets({ matching: ['panic'], person: [], team: [] })
  const opened = { ...some, type: 'FacetsOpened' } as PeerWorkerEvent
  it('opens per audience, once', () => {
    given(registered).when(some).thenRecords(opened)
    given(registered, opened).when(some).thenRecordsNothing()
  })
  it('takes everything back with empty lists', () => {
    const none = openFacets({ matching: [], person: [], team: [] })
    given(registered, opened)
      .when(none)
      .thenRecords({ ...none, type: 'FacetsOpened' } as PeerWorkerEvent)
    given(registered).when(none).thenRecordsNothing()
  })
})

describe('DeclareAvailability', () => {
  it('keeps what the peer said, also the same again: one more is one more than by now', () => {
    const declared = {
      ...declareAvailability(1),
      type: 'AvailabilityDeclared',
    } as PeerWorkerEvent
    given(registered).when(declareAvailability(1)).thenRecords(declared)
    given(registered, declared).when(declareAvailability(1)).thenRecords(declared)
  })
  it('is refused for less than nobody', () =>
    given(registered).when(declareAvailability(-1)).thenRefuses('availability-incorrect'))
})

describe('DeclareConflict and WithdrawConflict', () => {
  const declared = { ...declareConflict, type: 'ConflictDeclared' } as PeerWorkerEvent
  const withdrawn = { ...withdrawConflict, type: 'ConflictWithdrawn' } as PeerWorkerEvent
  it('keep no reason, and happen once', () => {
    given(registered).when(declareConflict).thenRecords(declared)
    given(registered, declared).when(declareConflict).thenRecordsNothing()
    given(registered, declared).when(withdrawConflict).thenRecords(withdrawn)
    given(registered).when(withdrawConflict).thenRecordsNothing()
  })
})

describe('HoldSupervision', () => {
  const first = supervise('2026-03-02', '2026-04-02')
  const held = { ...first, type: 'SupervisionHeld' } as PeerWorkerEvent
  it('says when the next is due', () => given(registered).when(first).thenRecords(held))
  it('changes nothing for an earlier or the same session', () =>
    given(registered, held).when(first).thenRecordsNothing())
  it('is refused when the next is due before', () =>
    given(registered)
      .when(supervise('2026-03-02', '2026-03-02'))
      .thenRefuses('supervision-due-before-held'))
})

describe('LeavePeerWork', () => {
  it('is recorded once', () => {
    given(registered).when(leave).thenRecords(left)
    given(registered, left).when(leave).thenRecordsNothing()
  })
  it('is the end of changes', () =>
    given(registered, left).when(declareConflict).thenRefuses('peer-worker-left'))
  it('is unknown to somebody who never came', () =>
    given().when(leave).thenRefuses('peer-worker-not-registered'))
})
