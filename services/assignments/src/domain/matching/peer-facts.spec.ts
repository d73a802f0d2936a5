import { describe, it } from 'node:test'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import type { PeerWorkerId } from '../ids.ts'
import type { CandidateFacts } from './facts.ts'
import { peerFactsDecider } from './peer-facts.ts'
import type { PeerFactsCommand, PeerFactsEvent } from './peer-facts.ts'

const given = specFor(peerFactsDecider)
const peerWorkerId = 'peer-1' as PeerWorkerId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const facts: CandidateFacts = {
  peerWorkerId,
  credentials: [],
  crisisModuleCurrentUntil: null,
  caseloadLimit: 4,
  caseloadTaken: 0,
  canTakeMore: null,
  needsLessUntil: null,
  supervisionDueAt: null,
  languages: ['en'],
  modalities: ['phone'],
  place: null,
  travelsMetres: 0,
  schedule: [],
  servesAgesFrom: 18,
  servesAgesTo: 120,
  openedFacets: [],
  skills: [],
  conflicts: [],
}
const record = (changed: Partial<CandidateFacts>, recordedAt = tuesday): PeerFactsCommand => ({
  type: 'RecordPeerFacts',
  data: { facts: { ...facts, ...changed }, recordedAt },
})
const recorded: PeerFactsEvent = {
  type: 'PeerFactsRecorded',
  data: { facts, recordedAt: monday },
}
const withdraw: PeerFactsCommand = {
  type: 'WithdrawPeerFacts',
  data: { peerWorkerId, withdrawnAt: tuesday },
}

describe('peer facts', () => {
  it('are recorded when they change', () =>
    given(recorded)
      .when(record({ caseloadTaken: 1 }))
      .thenRecords({
        type: 'PeerFactsRecorded',
        data: { facts: { ...facts, caseloadTaken: 1 }, recordedAt: tuesday },
      }))
  it('record nothing when they are the same', () =>
    given(recorded).when(record({})).thenRecordsNothing())
  it('are withdrawn once', () => {
    const withdrawn: PeerFactsEvent = { ...withdraw, type: 'PeerFactsWithdrawn' }
    given(recorded).when(withdraw).thenRecords(withdrawn)
    given(recorded, withdrawn).when(withdraw).thenRecordsNothing()
  })
})
