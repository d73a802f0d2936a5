import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import { encounterDecider } from './encounter.ts'
import type { EncounterCommand, EncounterEvent, RecordedEncounter } from './encounter.ts'
import type {
  AssignmentId,
  CarePlanId,
  EncounterId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ReferralId,
} from './ids.ts'

const given = specFor(encounterDecider)
const encounterId = 'encounter-1' as EncounterId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const about = {
  carePlanId: 'plan-1' as CarePlanId,
  assignmentId: 'assignment-1' as AssignmentId,
  personId: 'person-1' as PersonId,
  peerWorkerId: 'peer-1' as PeerWorkerId,
  organizationId: 'harbor' as OrganizationId,
  part2: false,
}
const contact = {
  occurredAt: monday,
  modality: 'phone',
  minutes: 25,
  kinds: ['emotional'],
  isNoShow: false,
  personsIdea: 'Go back to the choir',
  nextStep: 'Call the choir',
  nextStepOwner: 'person',
} as const
const encounter: RecordedEncounter = {
  ...about,
  ...contact,
  encounterId,
  referralId: 'referral-1' as ReferralId,
  shareWithEhr: false,
  recordedAt: monday,
}
const record = (more: Partial<RecordedEncounter> = {}): EncounterCommand => ({
  type: 'RecordEncounter',
  data: { ...encounter, ...more },
})
const recorded: EncounterEvent = { type: 'EncounterRecorded', data: encounter }
const amend = (more: Partial<typeof contact> | { minutes: number } = {}): EncounterCommand => ({
  type: 'AmendEncounter',
  data: { encounterId, ...contact, ...more, amendedAt: tuesday },
})
const share = (
  shareWithEhr: boolean,
  decidedBy: 'person' | 'peer' | 'clinician' = 'person',
): EncounterCommand => ({
  type: 'DecideEncounterSharing',
  data: { encounterId, shareWithEhr, decidedBy, decidedAt: tuesday },
})
const shared: EncounterEvent = {
  type: 'EncounterSharingDecided',
  data: { ...about, encounterId, shareWithEhr: true, decidedAt: tuesday },
}
const retract: EncounterCommand = {
  type: 'RetractEncounter',
  data: { encounterId, retractedAt: tuesday },
}
const retracted: EncounterEvent = {
  type: 'EncounterRetracted',
  data: { ...about, encounterId, retractedAt: tuesday },
}

describe('RecordEncounter', () => {
  it('records, once', () => {
    given().when(record()).thenRecords(recorded)
    given(recorded).when(record()).thenRecordsNothing()
  })
  it('records that somebody did not come, and nothing else about it', () => {
    const noShow = { isNoShow: true, minutes: 0, kinds: [], personsIdea: undefined } as const
    given()
      .when(record(noShow))
      .thenRecords({ type: 'EncounterRecorded', data: { ...encounter, ...noShow } })
    given()
      .when(record({ ...noShow, minutes: 10 }))
      .thenRefuses('no-show-has-no-content')
  })
  it('is refused under an id that is taken', () =>
    given(recorded)
      .when(record({ recordedAt: tuesday }))
      .thenRefuses('encounter-already-recorded'))
  it('is refused without a kind of support, with impossible minutes, and ahead of time', () => {
    given()
      .when(record({ kinds: [] }))
      .thenRefuses('kinds-of-support-missing')
    given()
      .when(record({ minutes: 0 }))
      .thenRefuses('minutes-incorrect')
    given()
      .when(record({ minutes: 1.5 }))
      .thenRefuses('minutes-incorrect')
    given()
      .when(record({ occurredAt: tuesday }))
      .thenRefuses('encounter-in-the-future')
  })
})

describe('AmendEncounter', () => {
  it('keeps the new whole, once', () => {
    const amended: EncounterEvent = {
      type: 'EncounterAmended',
      data: { ...about, encounterId, ...contact, minutes: 30, amendedAt: tuesday },
    }
    given(recorded)
      .when(amend({ minutes: 30 }))
      .thenRecords(amended)
    given(recorded, amended)
      .when(amend({ minutes: 30 }))
      .thenRecordsNothing()
  })
  it('is refused with impossible minutes, and before there is anything', () => {
    given(recorded)
      .when(amend({ minutes: -1 }))
      .thenRefuses('minutes-incorrect')
    given().when(amend()).thenRefuses('encounter-not-recorded')
  })
})

describe('DecideEncounterSharing', () => {
  it('is the person’s, and happens once', () => {
    given(recorded).when(share(true)).thenRecords(shared)
    given(recorded, shared).when(share(true)).thenRecordsNothing()
  })
  it('is refused to everyone else', () => {
    given(recorded).when(share(true, 'peer')).thenRefuses('sharing-is-the-persons')
    given(recorded).when(share(true, 'clinician')).thenRefuses('sharing-is-the-persons')
  })
})

describe('RetractEncounter', () => {
  it('is the end of it, once', () => {
    given(recorded).when(retract).thenRecords(retracted)
    given(recorded, retracted).when(retract).thenRecordsNothing()
    given(recorded, retracted).when(share(true)).thenRefuses('encounter-retracted')
  })
})
