import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import type { EncounterEvent, RecordedEncounter } from '../../domain/encounter.ts'
import type {
  AssignmentId,
  CarePlanId,
  EncounterId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ReferralId,
} from '../../domain/ids.ts'
import { encounterList } from './encounter-list.ts'

const encounterId = 'encounter-1' as EncounterId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const about = {
  carePlanId: 'plan-1' as CarePlanId,
  assignmentId: 'assignment-1' as AssignmentId,
  personId: 'person-1' as PersonId,
  peerWorkerId: 'peer-1' as PeerWorkerId,
  organizationId: 'harbor' as OrganizationId,
  part2: false,
}
const encounter: RecordedEncounter = {
  ...about,
  encounterId,
  referralId: 'referral-1' as ReferralId,
  occurredAt: monday,
  modality: 'phone',
  minutes: 25,
  kinds: ['emotional'],
  isNoShow: false,
  personsIdea: 'Go back to the choir',
  shareWithEhr: false,
  recordedAt: monday,
}
const recorded: EncounterEvent = { type: 'EncounterRecorded', data: encounter }
const shared: EncounterEvent = {
  type: 'EncounterSharingDecided',
  data: { ...about, encounterId, shareWithEhr: true, decidedAt: monday },
}
const retracted: EncounterEvent = {
  type: 'EncounterRetracted',
  data: { ...about, encounterId, retractedAt: monday },
}

describe('the list of contacts', () => {
  const given = projectionSpec(import.meta.filename, encounterList, {
    version: 3,
    hash: '18ad742e4d7d',
  })

  it('shows a contact as it was last written up, by assignment', () => {
    given(recorded).thenRow(encounterId, { ...encounter, revision: 1 })
    assert.equal(given(recorded, shared).row(encounterId).shareWithEhr, true)
    assert.deepEqual(given(recorded).keysWith('assignment', `assignment-1 ${monday}`), [
      encounterId,
    ])
  })
  it('shows none that was retracted', () => given(recorded, retracted).thenRows({}))
  it('goes with the key of the person', () =>
    assert.equal(given(recorded).personOf(encounterId), 'person-1'))
})
