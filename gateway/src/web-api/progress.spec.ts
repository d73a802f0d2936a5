import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { ReferralView } from '@careloom/proto/referrals'
import { stepsOf, urgencyOf } from './progress.ts'

const day = (n: number) => `2026-03-0${n}T09:00:00.000Z`
const referral = (more: Partial<ReferralView>): ReferralView => ({
  referralId: 'referral-1',
  revision: 1,
  status: 'requested',
  personId: 'person-1',
  programId: 'program-1',
  organizationId: 'harbor',
  referrerOrganizationId: 'hospital',
  referrerId: 'practitioner-1',
  referrerName: 'Dr. Osei',
  source: 'smart-form',
  urgency: 'routine',
  part2: false,
  requestedAt: day(1),
  firstContactDueAt: day(4),
  overdue: false,
  escalated: false,
  identifiers: [],
  ...more,
})
const said = (more: Partial<ReferralView>) =>
  stepsOf(referral(more)).map(({ name, state }) => `${name} ${state}`)

describe('the steps of a referral', () => {
  const together = {
    acceptedAt: day(2),
    matchedAt: day(3),
    startedAt: day(3),
    firstContactAt: day(4),
  }

  it('waits for the programme after it was sent', () => {
    assert.deepEqual(said({}), [
      'sent done',
      'accepted now',
      'matched next',
      'first-contact next',
      'working-together next',
      'closed next',
    ])
  })

  it('is at working together for as long as the two do', () => {
    assert.deepEqual(said(together), [
      'sent done',
      'accepted done',
      'matched done',
      'first-contact done',
      'working-together now',
      'closed next',
    ])
  })

  it('is closed when it is over, and shows no step that was never reached', () => {
    assert.deepEqual(said({ ...together, closedAt: day(5) }), [
      'sent done',
      'accepted done',
      'matched done',
      'first-contact done',
      'working-together done',
      'closed done',
    ])
    assert.deepEqual(said({ closedAt: day(2) }), ['sent done', 'closed done'])
  })
})

describe('how soon it is asked for', () => {
  it('is what the referrer said, and routine when that is not known', () => {
    assert.equal(urgencyOf(referral({ urgency: 'stat' })), 'stat')
    assert.equal(urgencyOf(referral({ urgency: 'whenever' })), 'routine')
  })
})
