import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { instantOf, later } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import {
  parseOrganizationId,
  parsePersonId,
  parseProgramId,
  parseReferralId,
} from '../../domain/ids.ts'
import type { ReferralEvent, Request } from '../../domain/referral-events.ts'
import { referralList } from './referral-list.ts'

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const referralId = parseReferralId(uuid(1))
const personId = parsePersonId(uuid(2))
const hourMs = 3_600_000
const monday = instantOf(Date.parse('2026-03-02T09:00:00Z'))
const tuesday = later(monday, 24 * hourMs)
const due = later(monday, 72 * hourMs)
const on = { referralId, at: tuesday }
const request: Request = {
  referralId,
  personId,
  programId: parseProgramId(uuid(3)),
  organizationId: parseOrganizationId(uuid(4)),
  referrerOrganizationId: parseOrganizationId(uuid(5)),
  referrerId: 'practitioner-1',
  source: 'smart-form',
  urgency: 'routine',
  identifiers: [],
  part2: false,
  requestedAt: monday,
  firstContactDueAt: due,
}
const requested: ReferralEvent = { type: 'ReferralRequested', data: request }
const accepted: ReferralEvent = { type: 'ReferralAccepted', data: { ...on, acceptedBy: 'jo' } }
const declined: ReferralEvent = { type: 'ReferralDeclined', data: on }
const reopened: ReferralEvent = {
  type: 'ReferralReopened',
  data: { ...on, personId, firstContactDueAt: later(tuesday, 72 * hourMs) },
}
const overdue: ReferralEvent = { type: 'FirstContactOverdue', data: on }
const contacted: ReferralEvent = { type: 'FirstContactMade', data: on }

describe('the list of referrals', () => {
  const given = projectionSpec(import.meta.filename, referralList, {
    version: 6,
    hash: 'af7d5dbccde3',
  })

  it('shows a referral as it was asked', () =>
    given(requested).thenRow(referralId, {
      ...request,
      revision: 1,
      status: 'requested',
      overdue: false,
      escalated: false,
    }))
  it('shows where it stands and since when', () => {
    const row = given(requested, accepted).row(referralId)
    assert.deepEqual(
      [row.status, row.acceptedAt, row.acceptedBy, row.revision],
      ['accepted', tuesday, 'jo', 2],
    )
  })
  it('shows a promise that was not kept, until it is', () => {
    assert.equal(given(requested, overdue).row(referralId).overdue, true)
    assert.equal(given(requested, overdue, contacted).row(referralId).overdue, false)
  })
  it('sorts open referrals before those that are over', () => {
    const open = `${personId} open ${monday}`
    assert.deepEqual(given(requested).keysWith('person', open), [referralId])
    assert.deepEqual(given(requested, declined).keysWith('person', open), [])
  })
  it('shows where in the log it ended', () =>
    assert.equal(given(requested, accepted, declined).row(referralId).closedPosition, 3))
  it('shows one that is asked anew without what came of it the first time', () => {
    const row = given(requested, accepted, declined, reopened).row(referralId)
    assert.deepEqual(
      [row.status, row.closedAt, row.closedPosition, row.acceptedBy],
      ['requested', undefined, undefined, undefined],
    )
  })
  it('goes with the key of the person', () =>
    assert.equal(given(requested).personOf(referralId), personId))
})
