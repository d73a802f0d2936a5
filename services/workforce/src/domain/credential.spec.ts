import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { fold } from '@careloom/event-sourcing'
import type { CalendarDay } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import { monthsLater } from './calendar.ts'
import { isGoodForProgram, standingOn } from './credential-standing.ts'
import { credentialDecider } from './credential.ts'
import type {
  CredentialCommand,
  CredentialEvent,
  HoursEntry,
  TrainingModule,
} from './credential-events.ts'
import type { HoursEntryId, PeerWorkerId } from './ids.ts'
import { gapsAgainst } from './jurisdictions/gaps.ts'
import { rulePackFor, rulePacks } from './jurisdictions/packs.ts'

const given = specFor(credentialDecider)
const peerWorkerId = 'peer-1' as PeerWorkerId
const day = (text: string): CalendarDay => text as CalendarDay
const jurisdiction = 'US-CA'

const hours = (more: Partial<HoursEntry> = {}): CredentialCommand => ({
  type: 'RecordHours',
  data: {
    peerWorkerId,
    entryId: 'entry-1' as HoursEntryId,
    kind: 'coursework',
    hours: 80,
    competency: 'support',
    workedOn: day('2025-01-10'),
    ...more,
  },
})
const recorded = (more: Partial<HoursEntry> = {}) =>
  ({ ...hours(more), type: 'HoursRecorded' }) as CredentialEvent
const complete = (module: TrainingModule, completedOn = '2025-01-10'): CredentialCommand => ({
  type: 'CompleteModule',
  data: { peerWorkerId, module, completedOn: day(completedOn) },
})
const completed = (module: TrainingModule, completedOn = '2025-01-10') =>
  ({ ...complete(module, completedOn), type: 'ModuleCompleted' }) as CredentialEvent
const exam: CredentialCommand = {
  type: 'RecordExam',
  data: { peerWorkerId, jurisdiction, passedOn: day('2025-02-01') },
}
const attest: CredentialCommand = {
  type: 'AttestLivedExperience',
  data: { peerWorkerId, attestedBy: 'supervisor-1', attestedOn: day('2025-01-02') },
}
const acknowledge: CredentialCommand = {
  type: 'AcknowledgeCodeOfEthics',
  data: { peerWorkerId, codeVersion: '2023', acknowledgedOn: day('2025-01-02') },
}
const issue = (more: Partial<{ issuedOn: CalendarDay; goodUntil: CalendarDay }> = {}) => ({
  type: 'IssueCredential' as const,
  data: {
    peerWorkerId,
    jurisdiction,
    certificateNumber: 'CA-77',
    isGovernmentCertified: true,
    issuedOn: day('2025-03-01'),
    goodUntil: day('2027-02-28'),
    ...more,
  },
})
const issued: CredentialEvent = { ...issue(), type: 'CredentialIssued' }
const renew = (goodUntil: string): CredentialCommand => ({
  type: 'RenewCredential',
  data: {
    peerWorkerId,
    jurisdiction,
    renewedOn: day('2027-02-01'),
    goodUntil: day(goodUntil),
  },
})
const renewed = { ...renew('2029-02-28'), type: 'CredentialRenewed' } as CredentialEvent
const lapse = (lapsedOn: string): CredentialCommand => ({
  type: 'LapseCredential',
  data: { peerWorkerId, jurisdiction, lapsedOn: day(lapsedOn) },
})
const lapsed = { ...lapse('2027-03-01'), type: 'CredentialLapsed' } as CredentialEvent
const suspend: CredentialCommand = {
  type: 'SuspendCredential',
  data: { peerWorkerId, jurisdiction, suspendedOn: day('2026-01-01') },
}
const suspended = { ...suspend, type: 'CredentialSuspended' } as CredentialEvent
const reinstate: CredentialCommand = {
  type: 'ReinstateCredential',
  data: { peerWorkerId, jurisdiction, reinstatedOn: day('2026-02-01') },
}
const reinstated = { ...reinstate, type: 'CredentialReinstated' } as CredentialEvent

describe('RecordHours', () => {
  it('enters hours, once', () => {
    given().when(hours()).thenRecords(recorded())
    given(recorded()).when(hours()).thenRecordsNothing()
  })
  it('is refused for another entry under the same id', () =>
    given(recorded())
      .when(hours({ hours: 2 }))
      .thenRefuses('hours-entry-differs'))
  it('is refused for no hours or a third of one', () => {
    given()
      .when(hours({ hours: 0 }))
      .thenRefuses('hours-incorrect')
    given()
      .when(hours({ hours: 1 / 3 }))
      .thenRefuses('hours-incorrect')
  })
  it('is refused for supervised hours that nobody signed', () =>
    given()
      .when(hours({ kind: 'supervised' }))
      .thenRefuses('supervised-hours-not-signed'))
})

describe('the rest of the passport', () => {
  it('keeps modules, exams, attestation and ethics, each once', () => {
    const entries = [
      [complete('crisis'), completed('crisis')],
      [exam, { ...exam, type: 'ExamPassed' } as CredentialEvent],
      [attest, { ...attest, type: 'LivedExperienceAttested' } as CredentialEvent],
      [acknowledge, { ...acknowledge, type: 'CodeOfEthicsAcknowledged' } as CredentialEvent],
    ] as const
    for (const [command, event] of entries) {
      given().when(command).thenRecords(event)
      given(event).when(command).thenRecordsNothing()
    }
  })
  it('keeps a module that is completed again', () =>
    given(completed('crisis'))
      .when(complete('crisis', '2026-01-10'))
      .thenRecords(completed('crisis', '2026-01-10')))
})

describe('a credential', () => {
  it('is issued once per jurisdiction', () => {
    given().when(issue()).thenRecords(issued)
    given(issued).when(issue()).thenRecordsNothing()
    given(issued)
      .when(issue({ issuedOn: day('2025-04-01') }))
      .thenRefuses('credential-already-issued')
  })
  it('does not end before it begins', () => {
    given()
      .when(issue({ goodUntil: day('2025-02-01') }))
      .thenRefuses('credential-ends-before-it-begins')
    given(issued, lapsed).when(renew('2027-01-01')).thenRefuses('credential-ends-before-it-begins')
  })
  it('is renewed, also after a lapse, once', () => {
    given(issued).when(renew('2029-02-28')).thenRecords(renewed)
    given(issued, lapsed).when(renew('2029-02-28')).thenRecords(renewed)
    given(issued, renewed).when(renew('2029-02-28')).thenRecordsNothing()
  })
  it('lapses after its last day, once', () => {
    given(issued).when(lapse('2027-03-01')).thenRecords(lapsed)
    given(issued, lapsed).when(lapse('2027-03-01')).thenRecordsNothing()
    given(issued).when(lapse('2027-02-28')).thenRefuses('credential-not-yet-lapsed')
  })
  it('is suspended and reinstated, each once', () => {
    given(issued).when(suspend).thenRecords(suspended)
    given(issued, suspended).when(suspend).thenRecordsNothing()
    given(issued, suspended).when(reinstate).thenRecords(reinstated)
    given(issued, suspended, reinstated).when(reinstate).thenRecordsNothing()
    given(issued, suspended).when(renew('2029-02-28')).thenRefuses('credential-suspended')
    given(issued, lapsed).when(reinstate).thenRefuses('credential-not-suspended')
  })
  it('is unknown until it is issued', () => {
    for (const command of [renew('2029-02-28'), lapse('2027-03-01'), suspend, reinstate])
      given().when(command).thenRefuses('credential-not-issued')
  })
})

describe('standingOn', () => {
  const passport = fold(credentialDecider, [issued, completed('crisis')])
  it('is good from the first to the last day', () => {
    assert.deepEqual(standingOn(passport, jurisdiction, day('2025-02-28')).problems, [
      'credential-not-yet-valid',
    ])
    assert.equal(standingOn(passport, jurisdiction, day('2025-03-01')).isGood, true)
    assert.equal(standingOn(passport, jurisdiction, day('2027-01-10')).isGood, true)
  })
  it('ends with the crisis module, two years on', () =>
    assert.deepEqual(standingOn(passport, jurisdiction, day('2027-01-11')).problems, [
      'crisis-module-not-current',
    ]))
  it('ends with the credential, before any timer has fired', () =>
    assert.deepEqual(standingOn(passport, jurisdiction, day('2027-03-01')).problems, [
      'credential-lapsed',
      'crisis-module-not-current',
    ]))
  it('is not good elsewhere, nor while suspended', () => {
    assert.deepEqual(standingOn(passport, 'US-NJ', day('2026-01-01')).problems, [
      'credential-not-issued',
    ])
    const held = fold(credentialDecider, [issued, completed('crisis'), suspended])
    assert.deepEqual(standingOn(held, jurisdiction, day('2026-01-02')).problems, [
      'credential-suspended',
    ])
  })
  it('is enough for a programme in one of its jurisdictions', () => {
    assert.equal(isGoodForProgram(passport, ['US-NJ', 'US-CA'], day('2026-01-01')), true)
    assert.equal(isGoodForProgram(passport, ['US-NJ'], day('2026-01-01')), false)
  })
})

describe('gapsAgainst', () => {
  const california = rulePackFor(jurisdiction, day('2026-01-01'))
  assert.ok(california !== undefined)
  it('itemises what an empty passport lacks', () =>
    assert.deepEqual(gapsAgainst(california, credentialDecider.initialState, day('2026-01-01')), [
      { code: 'hours', kind: 'coursework', required: 80, has: 0 },
      { code: 'module-missing', module: 'crisis' },
      { code: 'module-missing', module: 'boundaries' },
      { code: 'module-missing', module: 'ethics' },
      { code: 'exam' },
      { code: 'code-of-ethics' },
      { code: 'lived-experience' },
    ]))
  it('finds nothing in a whole one, and the renewal hours once it is issued', () => {
    const whole: CredentialEvent[] = [
      recorded(),
      completed('crisis'),
      completed('boundaries'),
      completed('ethics'),
      { ...exam, type: 'ExamPassed' } as CredentialEvent,
      { ...attest, type: 'LivedExperienceAttested' } as CredentialEvent,
      { ...acknowledge, type: 'CodeOfEthicsAcknowledged' } as CredentialEvent,
    ]
    const at = (events: CredentialEvent[], on = '2026-01-01') =>
      gapsAgainst(california, fold(credentialDecider, events), day(on))
    assert.deepEqual(at(whole), [])
    assert.deepEqual(at([...whole, issued]), [
      { code: 'renewal-hours', kind: 'continuing-education', required: 14, has: 0 },
      { code: 'renewal-hours', kind: 'law-and-ethics', required: 6, has: 0 },
    ])
    assert.deepEqual(at(whole, '2027-06-01'), [{ code: 'module-refresher-due', module: 'crisis' }])
  })
  it('compares the same passport with any jurisdiction', () => {
    const passport = fold(credentialDecider, [recorded({ hours: 45 })])
    const missing = (where: string) => {
      const pack = rulePackFor(where, day('2026-01-01'))
      assert.ok(pack !== undefined)
      return gapsAgainst(pack, passport, day('2026-01-01')).filter(({ code }) => code === 'hours')
    }
    assert.deepEqual(missing('US-model'), [])
    assert.deepEqual(missing('US-CA'), [
      { code: 'hours', kind: 'coursework', required: 80, has: 45 },
    ])
  })
  it('knows no pack before its first day', () =>
    assert.equal(rulePackFor('US-CA', day('2021-12-31')), undefined))
  it('ships packs with distinct ids and a source', () => {
    assert.equal(new Set(rulePacks.map(({ id }) => id)).size, rulePacks.length)
    assert.ok(rulePacks.every(({ source }) => source !== ''))
  })
})

describe('monthsLater', () => {
  it('stays in the month', () => {
    assert.equal(monthsLater(day('2024-01-31'), 1), '2024-02-29')
    assert.equal(monthsLater(day('2025-11-30'), 3), '2026-02-28')
    assert.equal(monthsLater(day('2027-02-28'), -24), '2025-02-28')
    assert.equal(monthsLater(day('2025-12-15'), 1), '2026-01-15')
  })
})
