import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import { assignmentDecider } from './assignment.ts'
import type { AssignmentCommand, AssignmentEvent, EndReason } from './assignment.ts'
import type {
  AssignmentId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
  ReservationId,
} from './ids.ts'

const given = specFor(assignmentDecider)
const assignmentId = 'assignment-1' as AssignmentId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const agreement = {
  textVersion: 'boundaries-2026-01',
  channels: ['phone'],
  contactHours: 'weekdays 9 to 5',
  agreedByPerson: true,
  agreedByPeer: true,
} as const
const start = {
  assignmentId,
  referralId: 'referral-1' as ReferralId,
  personId: 'person-1' as PersonId,
  peerWorkerId: 'peer-1' as PeerWorkerId,
  programId: 'program-1' as ProgramId,
  organizationId: 'harbor' as OrganizationId,
  part2: true,
  reservationId: 'reservation-1' as ReservationId,
  boundaryAgreement: agreement,
  roleCharter: { textVersion: 'charter-2026-01', acknowledgedAt: monday },
  startedAt: monday,
}
const starting: AssignmentCommand = { type: 'StartAssignment', data: start }
const started: AssignmentEvent = { type: 'AssignmentStarted', data: start }
const about = {
  referralId: start.referralId,
  personId: start.personId,
  peerWorkerId: start.peerWorkerId,
  reservationId: start.reservationId,
}
const pausing: AssignmentCommand = {
  type: 'PauseAssignment',
  data: { assignmentId, askedBy: 'person', pausedAt: tuesday },
}
const paused: AssignmentEvent = {
  type: 'AssignmentPaused',
  data: { ...about, assignmentId, askedBy: 'person', pausedAt: tuesday },
}
const resuming: AssignmentCommand = {
  type: 'ResumeAssignment',
  data: { assignmentId, resumedAt: tuesday },
}
const resumed: AssignmentEvent = {
  type: 'AssignmentResumed',
  data: { ...about, assignmentId, resumedAt: tuesday },
}
const ending = (reason: EndReason): AssignmentCommand => ({
  type: 'EndAssignment',
  data: { assignmentId, reason, endedAt: tuesday },
})
const ended: AssignmentEvent = {
  type: 'AssignmentEnded',
  data: { ...about, assignmentId, reason: 'goals-reached', endedAt: tuesday },
}
const handingOverTo = (nextPeerWorkerId: string): AssignmentCommand => ({
  type: 'HandOverAssignment',
  data: {
    assignmentId,
    nextAssignmentId: 'assignment-2' as AssignmentId,
    nextPeerWorkerId: nextPeerWorkerId as PeerWorkerId,
    inherits: ['goals'],
    handedOverAt: tuesday,
  },
})
const handedOver: AssignmentEvent = {
  type: 'AssignmentHandedOver',
  data: {
    ...about,
    assignmentId,
    nextAssignmentId: 'assignment-2' as AssignmentId,
    nextPeerWorkerId: 'peer-2' as PeerWorkerId,
    inherits: ['goals'],
    handedOverAt: tuesday,
  },
}

describe('StartAssignment', () => {
  it('starts with what both agreed on', () => given().when(starting).thenRecords(started))
  it('changes nothing the second time', () => given(started).when(starting).thenRecordsNothing())
  it('is refused for another reservation', () =>
    given(started)
      .when({
        type: 'StartAssignment',
        data: { ...start, reservationId: 'reservation-2' as ReservationId },
      })
      .thenRefuses('assignment-already-started'))
  it('is refused until both agreed', () =>
    given()
      .when({
        type: 'StartAssignment',
        data: { ...start, boundaryAgreement: { ...agreement, agreedByPerson: false } },
      })
      .thenRefuses('boundary-agreement-missing'))
})

describe('PauseAssignment and ResumeAssignment', () => {
  it('pause and resume', () => {
    given(started).when(pausing).thenRecords(paused)
    given(started, paused).when(resuming).thenRecords(resumed)
  })
  it('change nothing the second time', () => {
    given(started, paused).when(pausing).thenRecordsNothing()
    given(started, paused, resumed).when(resuming).thenRecordsNothing()
  })
  it('are refused before the start and after the end', () => {
    given().when(pausing).thenRefuses('assignment-not-started')
    given(started, ended).when(pausing).thenRefuses('assignment-over')
    given(started, ended).when(resuming).thenRefuses('assignment-over')
  })
})

describe('EndAssignment', () => {
  it('ends an assignment, paused or not', () => {
    given(started).when(ending('goals-reached')).thenRecords(ended)
    given(started, paused).when(ending('goals-reached')).thenRecords(ended)
  })
  it('changes nothing the second time', () =>
    given(started, ended).when(ending('goals-reached')).thenRecordsNothing())
  it('is refused for another reason afterwards', () =>
    given(started, ended).when(ending('contact-lost')).thenRefuses('assignment-over'))
  it('is refused before the start', () =>
    given().when(ending('goals-reached')).thenRefuses('assignment-not-started'))
})

describe('HandOverAssignment', () => {
  it('passes on what the person chose', () =>
    given(started).when(handingOverTo('peer-2')).thenRecords(handedOver))
  it('changes nothing the second time', () =>
    given(started, handedOver).when(handingOverTo('peer-2')).thenRecordsNothing())
  it('is refused to the same peer', () =>
    given(started).when(handingOverTo('peer-1')).thenRefuses('handed-over-to-the-same-peer'))
  it('is refused after the end', () =>
    given(started, ended).when(handingOverTo('peer-2')).thenRefuses('assignment-over'))
})
