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
import { referralTimers } from './referral-timers.ts'

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
const contacted: ReferralEvent = { type: 'FirstContactMade', data: on }

describe('the timers of referrals', () => {
  const given = projectionSpec(import.meta.filename, referralTimers, {
    version: 5,
    hash: '61e52c48813a',
  })
  const left = (...events: readonly ReferralEvent[]) =>
    (['overdue', 'escalate', 'expire'] as const).filter((kind) =>
      given(...events)
        .keysWith('dueAt', dueOf(kind))
        .includes(`${kind}:${referralId}`),
    )
  const dueOf = (kind: 'overdue' | 'escalate' | 'expire') =>
    kind === 'overdue' ? due : given(requested).row(`${kind}:${referralId}`).dueAt

  it('say when the promise runs out, when it is escalated, and when the referral expires', () => {
    assert.deepEqual(left(requested), ['overdue', 'escalate', 'expire'])
    assert.equal(given(requested).row(`overdue:${referralId}`).command, 'MarkOverdue')
  })
  it('do not expire what was accepted, nor speak of a promise that was kept', () => {
    assert.deepEqual(left(requested, accepted), ['overdue', 'escalate'])
    assert.deepEqual(left(requested, contacted), ['expire'])
  })
  it('are gone when it is over, and begin anew when it is asked again', () => {
    given(requested, declined).thenRows({})
    const anew = given(requested, declined, reopened).row(`overdue:${referralId}`)
    assert.equal(anew.dueAt, later(tuesday, 72 * hourMs))
  })
  it('go with the key of the person', () =>
    assert.equal(given(requested).personOf(`expire:${referralId}`), personId))
})
