import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { projectionSpec, type Given } from '@careloom/testing'
import type { EncounterEvent } from '../../domain/encounter.ts'
import type { MeetingEvent } from '../../domain/meeting-events.ts'
import type {
  AssignmentId,
  CarePlanId,
  EncounterId,
  MeetingId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ReferralId,
} from '../../domain/ids.ts'
import { meetingList } from './meeting-list.ts'

const meetingId = 'meeting-1' as MeetingId
const encounterId = 'encounter-1' as EncounterId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const friday = '2026-03-06T09:00:00.000Z' as Instant
const about = {
  carePlanId: 'plan-1' as CarePlanId,
  assignmentId: 'assignment-1' as AssignmentId,
  personId: 'person-1' as PersonId,
  peerWorkerId: 'peer-1' as PeerWorkerId,
  organizationId: 'harbor' as OrganizationId,
  part2: true,
}
const arrangement = { startsAt: friday, minutes: 30, modality: 'phone' } as const
const planned: MeetingEvent = {
  type: 'MeetingPlanned',
  data: { ...about, ...arrangement, meetingId, plannedBy: 'peer', plannedAt: monday },
}
const changed: MeetingEvent = {
  type: 'MeetingChanged',
  data: { ...about, ...arrangement, meetingId, minutes: 20, changedBy: 'peer', changedAt: monday },
}
const held: MeetingEvent = {
  type: 'MeetingHeld',
  data: { ...about, meetingId, encounterId, recordedAt: friday },
}
const writtenUp = (isNoShow: boolean, named = true): Given<EncounterEvent> => ({
  type: 'EncounterRecorded',
  stream: 'encounter-1',
  data: {
    ...about,
    encounterId,
    referralId: 'referral-1' as ReferralId,
    ...(named ? { meetingId } : {}),
    occurredAt: friday,
    modality: 'phone',
    minutes: 25,
    kinds: ['emotional'],
    isNoShow,
    shareWithEhr: false,
    recordedAt: friday,
  },
})
const row = { ...about, ...arrangement, meetingId, status: 'planned', revision: 1 } as const

describe('the list of meetings', () => {
  const given = projectionSpec(import.meta.filename, meetingList, {
    version: 4,
    hash: '6c96fbc81843',
  })

  it('shows a meeting as it is arranged, to the two who meet', () => {
    given(planned).thenRow(meetingId, row)
    given(planned, changed).thenRow(meetingId, { ...row, minutes: 20, revision: 2 })
    assert.deepEqual(given(planned).keysWith('plannedOfPeer', `peer-1 ${friday}`), [meetingId])
  })
  it('shows it over once somebody has written it up, before the meeting says so itself', () => {
    given(planned, writtenUp(false)).thenRow(meetingId, { ...row, status: 'held' })
    given(planned, writtenUp(true)).thenRow(meetingId, { ...row, status: 'missed' })
    assert.equal(given(planned, writtenUp(false), held).row(meetingId).status, 'held')
  })
  it('passes over contacts that were no planned meeting', () =>
    given(planned, writtenUp(false, false)).thenRow(meetingId, row))
  it('goes with the key of the person', () =>
    assert.equal(given(planned).personOf(meetingId), 'person-1'))
})
