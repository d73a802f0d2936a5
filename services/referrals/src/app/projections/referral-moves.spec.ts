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
import type { ReferralEvent } from '../../domain/referral-events.ts'
import { referralMoves } from './referral-moves.ts'

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const referralId = parseReferralId(uuid(1))
const personId = parsePersonId(uuid(2))
const monday = instantOf(Date.parse('2026-03-02T09:00:00Z'))
const tuesday = later(monday, 24 * 3_600_000)
const requested: ReferralEvent = {
  type: 'ReferralRequested',
  data: {
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
    firstContactDueAt: later(monday, 72 * 3_600_000),
  },
}
const on = { referralId, at: tuesday }
const accepted: ReferralEvent = { type: 'ReferralAccepted', data: { ...on, acceptedBy: 'jo' } }
const contacted: ReferralEvent = { type: 'FirstContactMade', data: on }
const declined: ReferralEvent = { type: 'ReferralDeclined', data: on }

describe('the moves of referrals', () => {
  const given = projectionSpec(import.meta.filename, referralMoves, {
    version: 1,
    hash: 'dd1710506b72',
  })

  it('are told step by step, with when and where', () => {
    const { moves } = given(requested, accepted, contacted).row(referralId)
    assert.deepEqual(
      moves.map(({ type, at }) => [type, at]),
      [
        ['ReferralRequested', monday],
        ['ReferralAccepted', tuesday],
      ],
    )
    assert.ok((moves[0]?.position ?? 0) < (moves[1]?.position ?? 0))
  })
  it('say of those that are open since when they are where they are', () => {
    const open = (value: string, ...events: readonly ReferralEvent[]) =>
      given(...events).keysWith('open', value)
    assert.deepEqual(open(`requested ${monday}`, requested), [referralId])
    assert.deepEqual(open(`requested ${monday}`, requested, accepted), [])
    assert.deepEqual(open(`accepted ${tuesday}`, requested, accepted), [referralId])
    assert.deepEqual(open(`declined ${tuesday}`, requested, accepted, declined), [])
  })
})
