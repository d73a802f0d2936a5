import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { consentFor } from '@careloom/access'
import { projectionSpec, type Given } from '@careloom/testing'
import { relationshipList, type RelationshipEvent } from './relationship-list.ts'

const personId = 'dana'
const granted = {
  consentId: 'c1',
  personId,
  part2: true,
  disclosingOrganizationIds: ['peers'],
  receivingOrganizationIds: ['hospital', 'clinic'],
  categories: ['care-team', 'substance-use'],
  purposes: ['TREAT'],
  textVersion: '1',
  signedName: 'Dana Reyes',
  signedAt: '2026-01-01T00:00:00.000Z',
}
const referred = {
  referralId: 'r1',
  personId,
  organizationId: 'peers',
  referrerOrganizationId: 'hospital',
  referrerId: 'osei',
  part2: true,
}
const started = { assignmentId: 'a1', personId, peerWorkerId: 'alex', organizationId: 'peers' }

const given = projectionSpec(import.meta.filename, relationshipList, {
  version: 2,
  hash: '88c9dc480373',
})
const after = (...events: readonly { type: string; data: object }[]) =>
  given(...(events as readonly Given<RelationshipEvent>[])).row(personId)
const wanted = {
  from: 'peers',
  to: 'hospital',
  category: 'care-team',
  part2: true,
  today: '2026-02-01',
}
const consentAfter = (...more: readonly { type: string; data: object }[]) =>
  consentFor(after({ type: 'ConsentGranted', data: granted }, ...more), wanted)

describe('what ties people together', () => {
  it('is known whichever topic is read first', () => {
    const events = [
      { type: 'PersonRegistered', data: { personId, organizationId: 'hospital' } },
      { type: 'ReferralRequested', data: referred },
      { type: 'AssignmentStarted', data: started },
      { type: 'ConsentGranted', data: granted },
    ]
    assert.deepEqual(after(...events.toReversed()), after(...events))
  })
  it('keeps an assignment that ended, as ended', () => {
    const ended = after(
      { type: 'AssignmentStarted', data: started },
      { type: 'AssignmentEnded', data: { assignmentId: 'a1', personId } },
    )
    assert.deepEqual(
      ended?.assignments.map(({ open }) => open),
      [false],
    )
  })
  it('goes with the key of the person', () =>
    assert.equal(
      given({ type: 'ReferralRequested', data: { ...referred } as never }).personOf(personId),
      personId,
    ))
})

describe('a consent', () => {
  it('opens what it names, to whom it names', () => {
    assert.equal(consentAfter(), 'c1')
    assert.equal(
      consentFor(after({ type: 'ConsentGranted', data: granted }), {
        ...wanted,
        category: 'notes',
      }),
      undefined,
    )
  })
  it('opens nothing more once it is revoked or expired', () => {
    for (const type of ['ConsentRevoked', 'ConsentExpired'])
      assert.equal(consentAfter({ type, data: { consentId: 'c1', personId } }), undefined)
  })
  it('opens what is left once it is narrowed', () => {
    const narrowed = (receivingOrganizationIds: string[], categories: string[]) => ({
      type: 'ConsentNarrowed',
      data: { consentId: 'c1', personId, receivingOrganizationIds, categories },
    })
    assert.equal(consentAfter(narrowed(['hospital'], ['care-team', 'substance-use'])), 'c1')
    assert.equal(consentAfter(narrowed(['clinic'], ['care-team', 'substance-use'])), undefined)
    assert.equal(consentAfter(narrowed(['hospital'], ['care-team'])), undefined)
  })
  it('holds through its last day', () => {
    const row =
      after({ type: 'ConsentGranted', data: { ...granted, expiresOn: '2026-02-01' } }) ??
      assert.fail()
    assert.equal(consentFor(row, wanted), 'c1')
    assert.equal(consentFor(row, { ...wanted, today: '2026-02-02' }), undefined)
  })
})
