import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import type { OrganizationId, PeerWorkerId, ProgramId } from '../ids.ts'
import { candidateOf, peerFactsDecider } from './peer-facts.ts'
import type { PeerFactsCommand, PeerFactsEvent, PeerProfile } from './peer-facts.ts'

const given = specFor(peerFactsDecider)
const peerWorkerId = 'peer-1' as PeerWorkerId
const programId = 'program-1' as ProgramId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const profile: PeerProfile = {
  peerWorkerId,
  organizationId: 'organization-1' as OrganizationId,
  programIds: [programId],
  languages: ['en'],
  modalities: ['phone'],
  schedule: [],
  skills: [],
  facetsForMatching: ['panic'],
  facetsForPerson: [],
  standings: [
    { jurisdiction: 'US-CA', isGood: true, goodUntil: tuesday, crisisModuleGoodUntil: monday },
    { jurisdiction: 'US-OR', isGood: false, crisisModuleGoodUntil: tuesday },
  ],
  conflicts: [],
}
const record = (changed: Partial<PeerProfile>, sourceRevision = 2): PeerFactsCommand => ({
  type: 'RecordPeerFacts',
  data: {
    profile: { ...profile, ...changed },
    source: 'peer-1',
    sourceRevision,
    recordedAt: tuesday,
  },
})
const recorded: PeerFactsEvent = {
  type: 'PeerFactsRecorded',
  data: { profile, source: 'peer-1', sourceRevision: 1, recordedAt: monday },
}
const withdraw: PeerFactsCommand = {
  type: 'WithdrawPeerFacts',
  data: { peerWorkerId, source: 'peer-1', sourceRevision: 2, withdrawnAt: tuesday },
}

describe('peer facts', () => {
  it('are recorded when they change', () => {
    const changed = { ...profile, languages: ['es'] }
    given(recorded)
      .when(record(changed))
      .thenRecords({
        type: 'PeerFactsRecorded',
        data: { profile: changed, source: 'peer-1', sourceRevision: 2, recordedAt: tuesday },
      })
  })
  it('record nothing when they are the same', () =>
    given(recorded).when(record({})).thenRecordsNothing())
  it('record nothing when they come late', () =>
    given(recorded)
      .when(record({ languages: ['es'] }, 1))
      .thenRecordsNothing())
  it('are withdrawn once', () => {
    const withdrawn: PeerFactsEvent = { ...withdraw, type: 'PeerFactsWithdrawn' }
    given(recorded).when(withdraw).thenRecords(withdrawn)
    given(recorded, withdrawn).when(withdraw).thenRecordsNothing()
  })
})

describe('a candidate', () => {
  it('has the credentials that are good, and the crisis module that goes with them', () => {
    const caseload = { caseloadLimit: 4, caseloadTaken: 1 }
    const candidate = candidateOf(profile, caseload, undefined)
    assert.deepEqual(candidate.credentials, [{ programId, goodUntil: tuesday }])
    assert.equal(candidate.crisisModuleCurrentUntil, monday)
    assert.equal(candidate.caseloadTaken, 1)
  })
  it('has the credentials that are good where the programme is, and no others', () => {
    const caseload = { caseloadLimit: 4, caseloadTaken: 1 }
    const here = profile.standings.find(({ isGood }) => isGood)?.jurisdiction ?? ''
    assert.deepEqual(candidateOf(profile, caseload, here).credentials, [
      { programId, goodUntil: tuesday },
    ])
    const elsewhere = candidateOf(profile, caseload, 'US-XX')
    assert.deepEqual(elsewhere.credentials, [])
    assert.equal(elsewhere.crisisModuleCurrentUntil, undefined)
  })
})
