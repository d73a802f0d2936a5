import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import type { AssignmentEvent } from '../../domain/assignment.ts'
import type {
  AssignmentId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
  ReservationId,
} from '../../domain/ids.ts'
import { assignmentList } from './assignment-list.ts'

const assignmentId = 'assignment-1' as AssignmentId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const about = {
  assignmentId,
  referralId: 'referral-1' as ReferralId,
  personId: 'person-1' as PersonId,
  peerWorkerId: 'peer-1' as PeerWorkerId,
  reservationId: 'reservation-1' as ReservationId,
}
const start = {
  ...about,
  programId: 'program-1' as ProgramId,
  organizationId: 'harbor' as OrganizationId,
  part2: true,
  boundaryAgreement: {
    textVersion: '1',
    channels: ['phone'],
    contactHours: 'weekdays',
    agreedByPerson: true,
    agreedByPeer: true,
  },
  roleCharter: { textVersion: '1', acknowledgedAt: monday },
  startedAt: monday,
} as const
const started: AssignmentEvent = { type: 'AssignmentStarted', data: start }
const paused: AssignmentEvent = {
  type: 'AssignmentPaused',
  data: { ...about, askedBy: 'person', pausedAt: tuesday },
}
const resumed: AssignmentEvent = {
  type: 'AssignmentResumed',
  data: { ...about, resumedAt: tuesday },
}
const ended: AssignmentEvent = {
  type: 'AssignmentEnded',
  data: { ...about, reason: 'goals-reached', endedAt: tuesday },
}
const handedOver: AssignmentEvent = {
  type: 'AssignmentHandedOver',
  data: {
    ...about,
    nextAssignmentId: 'assignment-2' as AssignmentId,
    nextPeerWorkerId: 'peer-2' as PeerWorkerId,
    inherits: [],
    handedOverAt: tuesday,
  },
}
const active = { ...start, revision: 1, startedPosition: 1, status: 'active' } as const

describe('the list of assignments', () => {
  const given = projectionSpec(import.meta.filename, assignmentList, {
    version: 4,
    hash: '7aeeb5d84047',
  })

  it('shows one from its start on, to person and peer', () => {
    given(started).thenRow(assignmentId, active)
    assert.deepEqual(given(started).keysWith('person', 'person-1'), [assignmentId])
    assert.deepEqual(given(started).keysWith('peer', 'peer-1'), [assignmentId])
  })
  it('shows it paused, and active again', () => {
    given(started, paused).thenRow(assignmentId, { ...active, revision: 2, status: 'paused' })
    given(started, paused, resumed).thenRow(assignmentId, { ...active, revision: 3 })
  })
  it('keeps one that is over, ended or handed over', () => {
    const over = { ...active, revision: 2, status: 'ended', endedAt: tuesday } as const
    given(started, ended).thenRow(assignmentId, over)
    given(started, handedOver).thenRow(assignmentId, over)
  })
  it('goes with the key of the person', () =>
    assert.equal(given(started).personOf(assignmentId), 'person-1'))
})
