import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { fold, instantOf } from '@careloom/event-sourcing'
import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import { consentInForce } from './consent-in-force.ts'
import type { DisclosureQuestion } from './consent-in-force.ts'
import { consentDecider } from './consent.ts'
import type { Consent, ConsentCommand, ConsentEvent, GivenConsent } from './consent.ts'
import type { ConsentScope, ConsentText, Part2Element } from './consent-scope.ts'
import type { ConsentId, OrganizationId, PersonId, ProgramId } from './ids.ts'

const given = specFor(consentDecider)
const consentId = 'consent-1' as ConsentId
const personId = 'person-1' as PersonId
const harbor = 'harbor' as OrganizationId
const westside = 'westside' as OrganizationId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const wednesday = '2026-03-04T09:00:00.000Z' as Instant
const nextYear = '2027-03-02T09:00:00.000Z' as Instant

const scope: ConsentScope = {
  recipients: [harbor, westside],
  categories: ['contact', 'care-team'],
  purposes: ['TREAT'],
  until: nextYear,
}
const text: ConsentText = {
  textVersion: 'part2-2026-01',
  personName: 'Dana Reyes',
  disclosers: [{ name: 'Harbor Peers' }],
  recipients: [{ organizationId: harbor, name: 'Harbor Hospital' }],
  information: 'That I take part, and who is on my care team',
  purpose: 'My treatment',
  rightToRevoke: 'I may take this back at any time',
  expiry: 'One year from today',
  signature: {
    signedByName: 'Dana Reyes',
    method: 'electronic',
    signedOn: '2026-03-02' as CalendarDay,
  },
}
const grantOf = (more: Partial<typeof grantData> = {}): ConsentCommand => ({
  type: 'GrantConsent',
  data: { ...grantData, ...more },
})
const grantData = {
  consentId,
  personId,
  programId: 'program-1' as ProgramId,
  scope,
  text,
  part2: true,
  grantedAt: monday,
}
const granted: ConsentEvent = { type: 'ConsentGranted', data: grantData }
const narrowTo = (narrower: ConsentScope): ConsentCommand => ({
  type: 'NarrowConsent',
  data: { consentId, personId, scope: narrower, narrowedAt: tuesday },
})
const harborOnly = { ...scope, recipients: [harbor] }
const narrowed = { ...narrowTo(harborOnly), type: 'ConsentNarrowed' } as ConsentEvent
const revoke: ConsentCommand = {
  type: 'RevokeConsent',
  data: { consentId, personId, revokedAt: wednesday },
}
const revoked = { ...revoke, type: 'ConsentRevoked' } as ConsentEvent
const expireAt = (expiredAt: Instant): ConsentCommand => ({
  type: 'ExpireConsent',
  data: { consentId, personId, expiredAt },
})
const expired = { ...expireAt(nextYear), type: 'ConsentExpired' } as ConsentEvent

describe('GrantConsent', () => {
  it('records what was signed', () => given().when(grantOf()).thenRecords(granted))
  it('changes nothing the second time', () => given(granted).when(grantOf()).thenRecordsNothing())
  it('is refused with another scope under the same id', () =>
    given(granted)
      .when(grantOf({ scope: harborOnly }))
      .thenRefuses('consent-already-granted'))

  const lacking: readonly [Part2Element, Partial<typeof grantData>][] = [
    ['person-name', { text: { ...text, personName: ' ' } }],
    ['disclosing-party', { text: { ...text, disclosers: [] } }],
    ['information', { text: { ...text, information: '' } }],
    ['recipient', { text: { ...text, recipients: [] } }],
    ['purpose', { text: { ...text, purpose: '' } }],
    ['right-to-revoke', { text: { ...text, rightToRevoke: '' } }],
    ['expiry', { scope: { ...scope, until: undefined } }],
    ['signature', { text: { ...text, signature: undefined } }],
    [
      'date-signed',
      {
        text: {
          ...text,
          signature: { signedByName: 'Dana', method: 'recorded', signedOn: '' as CalendarDay },
        },
      },
    ],
  ]
  for (const [element, more] of lacking)
    it(`is refused for a Part 2 programme without the ${element}, naming it`, () =>
      given().when(grantOf(more)).thenRefuses('part2-element-missing', { element }))

  it('needs no Part 2 elements where no such programme is involved', () => {
    const plain = { ...grantData, part2: false, text: { ...text, rightToRevoke: '' } }
    given()
      .when({ type: 'GrantConsent', data: plain })
      .thenRecords({ type: 'ConsentGranted', data: plain })
  })
  it('is refused when it allows nothing', () =>
    given()
      .when(grantOf({ part2: false, scope: { ...scope, purposes: [] } }))
      .thenRefuses('consent-scope-empty'))
  it('is refused when it is over before it begins', () =>
    given()
      .when(grantOf({ scope: { ...scope, until: monday } }))
      .thenRefuses('consent-ends-before-it-begins'))
})

describe('NarrowConsent', () => {
  it('takes a part back', () => given(granted).when(narrowTo(harborOnly)).thenRecords(narrowed))
  it('changes nothing the second time', () =>
    given(granted, narrowed).when(narrowTo(harborOnly)).thenRecordsNothing())
  it('is refused where it would allow more', () =>
    given(granted, narrowed).when(narrowTo(scope)).thenRefuses('consent-may-only-be-narrowed'))
  it('is refused where nothing would be left', () =>
    given(granted)
      .when(narrowTo({ ...scope, recipients: [] }))
      .thenRefuses('consent-scope-empty'))
  it('is refused after the end', () =>
    given(granted, revoked).when(narrowTo(harborOnly)).thenRefuses('consent-ended'))
  it('is refused before the beginning', () =>
    given().when(narrowTo(harborOnly)).thenRefuses('consent-not-granted'))
})

describe('RevokeConsent', () => {
  it('takes everything back', () => given(granted).when(revoke).thenRecords(revoked))
  it('changes nothing the second time, or when it has expired', () => {
    given(granted, revoked).when(revoke).thenRecordsNothing()
    given(granted, expired).when(revoke).thenRecordsNothing()
  })
  it('is refused before it was granted', () =>
    given().when(revoke).thenRefuses('consent-not-granted'))
})

describe('ExpireConsent', () => {
  it('ends it on the day it named', () =>
    given(granted).when(expireAt(nextYear)).thenRecords(expired))
  it('changes nothing once it has ended', () =>
    given(granted, revoked).when(expireAt(nextYear)).thenRecordsNothing())
  it('is refused too early', () =>
    given(granted).when(expireAt(tuesday)).thenRefuses('consent-not-yet-expired'))
})

const consentAfter = (...events: ConsentEvent[]): GivenConsent => {
  const state: Consent = fold(consentDecider, events)
  assert.ok(state.status !== 'none')
  return state
}
const question: DisclosureQuestion = {
  category: 'contact',
  purpose: 'TREAT',
  recipient: harbor,
  at: tuesday,
}

describe('consentInForce', () => {
  it('names the consent that allows a disclosure', () =>
    assert.deepEqual(consentInForce([consentAfter(granted)], question), {
      isAllowed: true,
      consentId,
      part2: true,
    }))
  it('answers as it stands: after narrowing, after revoking', () => {
    const isAllowed = (recipient: OrganizationId, ...events: readonly ConsentEvent[]) =>
      consentInForce([consentAfter(granted, ...events)], { ...question, recipient }).isAllowed
    assert.equal(isAllowed(westside), true)
    assert.equal(isAllowed(westside, narrowed), false)
    assert.equal(isAllowed(harbor, narrowed), true)
    assert.equal(isAllowed(harbor, narrowed, revoked), false)
  })
  it('goes by what was said last, also when the clock was put back since', () => {
    const isAllowed = (recipient: OrganizationId, ...events: readonly ConsentEvent[]) =>
      consentInForce([consentAfter(granted, ...events)], { ...question, recipient, at: before })
        .isAllowed
    const before = instantOf(Date.parse(monday) - 1)
    assert.equal(isAllowed(harbor), true)
    assert.equal(isAllowed(westside, narrowed), false)
    assert.equal(isAllowed(harbor, narrowed, revoked), false)
  })
  it('ends with the day it named, even before the timer has fired', () =>
    assert.equal(
      consentInForce([consentAfter(granted)], { ...question, at: nextYear }).isAllowed,
      false,
    ))
  it('says what is missing', () => {
    const reasonFor = (more: Partial<DisclosureQuestion>) => {
      const answer = consentInForce([consentAfter(granted)], { ...question, ...more })
      return answer.isAllowed ? 'allowed' : answer.reason
    }
    assert.equal(reasonFor({ at: nextYear }), 'no-consent')
    assert.equal(reasonFor({ recipient: 'summit' as OrganizationId }), 'no-consent-for-recipient')
    assert.equal(reasonFor({ category: 'outcome-measures' }), 'no-consent-for-category')
    assert.equal(reasonFor({ purpose: 'HRESCH' }), 'no-consent-for-purpose')
  })

  it('never allows after the end what only an ended consent allowed, and narrowing never allows more', () => {
    const scopes = fc.record({
      recipients: fc.subarray([harbor, westside]),
      categories: fc.subarray(['contact', 'care-team', 'outcome-measures'] as const),
      purposes: fc.subarray(['TREAT', 'HPAYMT'] as const),
      until: fc.option(fc.constantFrom(tuesday, nextYear), { nil: undefined }),
    })
    const commands = fc.oneof(
      scopes.map((narrower): ConsentCommand => narrowTo(narrower)),
      scopes.map((wider): ConsentCommand => grantOf({ part2: false, scope: wider })),
      fc.constant(revoke),
      fc.constantFrom(expireAt(nextYear), expireAt(tuesday)),
    )
    fc.assert(
      fc.property(fc.array(commands), scopes, (asked, wanted) => {
        let state: Consent = consentDecider.initialState
        let wasAllowed = true
        for (const command of asked) {
          const decision = consentDecider.decide(command, state)
          const isFirst = state.status === 'none'
          if (!decision.ok) continue
          state = decision.events.reduce(consentDecider.evolve, state)
          const again = consentDecider.decide(command, state)
          assert.ok(!again.ok || again.events.length === 0)
          if (state.status === 'none') continue
          const held = state
          const isAllowed = wanted.recipients.some((recipient) =>
            wanted.categories.some(
              (category) =>
                consentInForce([held], { category, recipient, purpose: 'TREAT', at: nextYear })
                  .isAllowed,
            ),
          )
          assert.ok(isFirst || wasAllowed || !isAllowed)
          wasAllowed = isAllowed
        }
      }),
      { numRuns: 3_000 },
    )
  })
})
