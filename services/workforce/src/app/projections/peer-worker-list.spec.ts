import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import { projectionSpec, type Given } from '@careloom/testing'
import type { OrganizationId, PeerWorkerId } from '../../domain/ids.ts'
import type { PeerWorkerEvent } from '../../domain/peer-worker.ts'
import type { PeerWorkerDetails } from '../../domain/peer-worker-details.ts'
import type { StandingEvent } from '../../domain/standing.ts'
import { peerWorkerList } from './peer-worker-list.ts'

const peerWorkerId = 'peer-1' as PeerWorkerId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const details: PeerWorkerDetails = {
  displayName: 'Alex Moreno',
  title: 'recovery-coach',
  organizationId: 'harbor' as OrganizationId,
  programIds: [],
  languages: ['en'],
  modalities: ['phone'],
  schedule: [],
  travelsMetres: 0,
  skills: [],
  servesAgesFrom: 18,
  servesAgesTo: 120,
  caseloadLimit: 6,
}
const registered: PeerWorkerEvent = {
  type: 'PeerWorkerRegistered',
  data: { peerWorkerId, details, registeredAt: monday },
}
const left: PeerWorkerEvent = { type: 'PeerWorkerLeft', data: { peerWorkerId, leftAt: tuesday } }
const assessed: Given<StandingEvent> = {
  type: 'StandingAssessed',
  stream: 'standing-1',
  time: tuesday,
  data: {
    peerWorkerId,
    jurisdiction: 'US-CA',
    isGood: true,
    goodUntil: '2027-03-02' as CalendarDay,
    isGovernmentCertified: true,
    assessedAt: tuesday,
  },
}

describe('the list of peer workers', () => {
  const given = projectionSpec(import.meta.filename, peerWorkerList, {
    version: 4,
    hash: 'af6b29ffcacc',
  })

  it('shows a peer worker by organization, with nothing opened that they did not open', () => {
    assert.deepEqual(given(registered).row(peerWorkerId).facets, {
      matching: [],
      person: [],
      team: [],
    })
    assert.deepEqual(given(registered).keysWith('organization', 'harbor'), [peerWorkerId])
  })
  it('shows what their credential came to, under the revision of the peer worker', () => {
    const row = given(registered, assessed).row(peerWorkerId)
    assert.deepEqual(
      [row.credentialGood, row.certified, row.revision, row.changedAt],
      [true, true, 1, tuesday],
    )
  })
  it('keeps one who left, as such', () =>
    assert.equal(given(registered, left).row(peerWorkerId).left, true))
  it('stays, whoever is erased', () =>
    assert.equal(given(registered).personOf(peerWorkerId), undefined))
})
