import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import type { ConsentEvent } from '../../domain/consent.ts'
import type { ConsentScope } from '../../domain/consent-scope.ts'
import type { ConsentId, OrganizationId, PersonId } from '../../domain/ids.ts'
import { consentList, consentTimers } from './consent-list.ts'

const consentId = 'consent-1' as ConsentId
const personId = 'person-1' as PersonId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const nextYear = '2027-03-02T09:00:00.000Z' as Instant
const scope: ConsentScope = {
  recipients: ['harbor' as OrganizationId],
  categories: ['contact', 'care-team'],
  purposes: ['TREAT'],
  until: nextYear,
}
const granted = (limits: Partial<ConsentScope> = {}): ConsentEvent => ({
  type: 'ConsentGranted',
  data: {
    consentId,
    personId,
    scope: { ...scope, ...limits },
    text: {
      textVersion: '1',
      personName: 'Dana Reyes',
      disclosers: [],
      recipients: [],
      information: 'Who is on my care team',
      purpose: 'My treatment',
      rightToRevoke: 'At any time',
      expiry: 'In a year',
    },
    part2: false,
    grantedAt: monday,
  },
})
const revoked: ConsentEvent = {
  type: 'ConsentRevoked',
  data: { consentId, personId, revokedAt: monday },
}

describe('the list of consents', () => {
  const given = projectionSpec(import.meta.filename, consentList, {
    version: 3,
    hash: '6595cef7edd4',
  })

  it('shows a consent with where it stands', () => {
    assert.equal(given(granted()).row(consentId).status, 'active')
    assert.equal(given(granted(), revoked).row(consentId).status, 'revoked')
    assert.equal(given(granted(), revoked).row(consentId).revision, 2)
  })
  it('is found by the person, and goes with their key', () => {
    assert.deepEqual(given(granted()).keysWith('person', personId), [consentId])
    assert.equal(given(granted()).personOf(consentId), personId)
  })
})

describe('the timers of consents', () => {
  const given = projectionSpec(import.meta.filename, consentTimers, {
    version: 3,
    hash: '6595cef7edd4',
  })

  it('say when a consent ends by itself', () => {
    const timer = { dueAt: nextYear, command: 'ExpireConsent', subject: consentId, personId }
    given(granted()).thenRows({ [consentId]: timer })
    given(granted({ until: undefined })).thenRows({})
  })
  it('are gone when it is taken back', () => given(granted(), revoked).thenRows({}))
  it('go with the key of the person', () =>
    assert.equal(given(granted()).personOf(consentId), personId))
})
