import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import type {
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ReferralId,
  ReservationId,
} from '../../domain/ids.ts'
import type { PeerProfile } from '../../domain/matching/peer-facts.ts'
import { candidates, caseloadFactsOf, type CandidateEvent } from './candidates.ts'

const peerWorkerId = 'peer-1' as PeerWorkerId
const reservationId = 'reservation-1' as ReservationId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const profile: PeerProfile = {
  peerWorkerId,
  organizationId: 'harbor' as OrganizationId,
  programIds: [],
  languages: ['en'],
  modalities: ['phone'],
  schedule: [],
  skills: [],
  facetsForMatching: [],
  facetsForPerson: [],
  standings: [],
  conflicts: [],
}
const source = { source: 'peer-1', sourceRevision: 1 }
const known: CandidateEvent = {
  type: 'PeerFactsRecorded',
  data: { profile, ...source, recordedAt: monday },
}
const left: CandidateEvent = {
  type: 'PeerFactsWithdrawn',
  data: { peerWorkerId, ...source, withdrawnAt: monday },
}
const limited: CandidateEvent = {
  type: 'CaseloadLimitSet',
  data: {
    peerWorkerId,
    limit: 6,
    sourceRevision: 1,
    setAt: monday,
    counts: { limit: 6, taken: 0 },
  },
}
const reserved: CandidateEvent = {
  type: 'PlaceReserved',
  data: {
    peerWorkerId,
    reservationId,
    referralId: 'referral-1' as ReferralId,
    personId: 'person-1' as PersonId,
    weight: 1,
    reservedAt: monday,
    expiresAt: monday,
    counts: { limit: 6, taken: 1 },
  },
}
const released: CandidateEvent = {
  type: 'PlaceReleased',
  data: { peerWorkerId, reservationId, releasedAt: monday, counts: { limit: 6, taken: 0 } },
}
const declared: CandidateEvent = {
  type: 'AvailabilityDeclared',
  data: {
    peerWorkerId,
    canTakeMore: 2,
    sourceRevision: 2,
    declaredAt: monday,
    counts: { limit: 6, taken: 1 },
  },
}

describe('candidates', () => {
  const given = projectionSpec(import.meta.filename, candidates, {
    version: 4,
    hash: 'd2e9dac4d6af',
  })

  it('have a profile while they work, and stay as a row without one', () => {
    assert.deepEqual(given(known).row(peerWorkerId).profile, profile)
    assert.equal(given(known, left).row(peerWorkerId).profile, undefined)
    assert.equal(given(known, left).row(peerWorkerId).position, 2)
  })
  it('have places taken, each found by the person whose it is', () => {
    const { limit, taken } = given(limited, reserved).row(peerWorkerId)
    assert.deepEqual([limit, taken], [6, 1])
    assert.deepEqual(given(limited, reserved).keysWith('person', 'person-1'), [peerWorkerId])
    assert.deepEqual(given(limited, reserved, released).keysWith('person', 'person-1'), [])
  })
  it('can take as many more as they said', () =>
    assert.equal(caseloadFactsOf(given(reserved, declared).row(peerWorkerId)).canTakeMore, 2))
  it('keep a place until it is released, whoever is erased', () =>
    assert.equal(given(reserved).personOf(peerWorkerId), undefined))
})
