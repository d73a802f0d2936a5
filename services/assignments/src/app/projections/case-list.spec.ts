import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import type {
  OfferId,
  OrganizationId,
  PeerOfferId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
} from '../../domain/ids.ts'
import type { MatchingCaseEvent } from '../../domain/matching-case-events.ts'
import { caseList } from './case-list.ts'

const referralId = 'referral-1' as ReferralId
const offerId = 'offer-1' as OfferId
const peerOfferId = 'peer-offer-1' as PeerOfferId
const alex = 'peer-alex' as PeerWorkerId
const priya = 'peer-priya' as PeerWorkerId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const thursday = '2026-03-05T09:00:00.000Z' as Instant
const opened: MatchingCaseEvent = {
  type: 'MatchingCaseOpened',
  data: {
    referralId,
    personId: 'person-1' as PersonId,
    programId: 'program-1' as ProgramId,
    organizationId: 'harbor' as OrganizationId,
    part2: true,
    preferences: {
      preferredFacets: [],
      wantedSkills: [],
      modalities: [],
      schedule: [],
      travelsMetres: 0,
    },
    openedAt: monday,
  },
}
const offered: MatchingCaseEvent = {
  type: 'PeersOfferedToPerson',
  data: {
    referralId,
    offerId,
    peerWorkerIds: [alex, priya],
    offeredAt: monday,
    expiresAt: thursday,
  },
}
const chosen: MatchingCaseEvent = {
  type: 'PeerChosen',
  data: { referralId, offerId, peerWorkerId: alex, chosenAt: monday },
}
const asked: MatchingCaseEvent = {
  type: 'PeerAsked',
  data: { referralId, peerOfferId, peerWorkerId: alex, offeredAt: monday, expiresAt: thursday },
}
const declined: MatchingCaseEvent = {
  type: 'PeerOfferDeclined',
  data: { referralId, peerOfferId, peerWorkerId: alex, declinedAt: monday },
}
const closed: MatchingCaseEvent = {
  type: 'MatchingCaseClosed',
  data: {
    referralId,
    outcome: 'person-declined',
    closedAt: thursday,
  },
}
const reopened: MatchingCaseEvent = {
  type: 'MatchingCaseReopened',
  data: { referralId, reopenedAt: thursday },
}

describe('the list of matching cases', () => {
  const given = projectionSpec(import.meta.filename, caseList, { version: 5, hash: '3e1f631d141a' })
  const offersOf = (...events: readonly MatchingCaseEvent[]) =>
    given(...events).row(referralId).offers

  it('shows a case that waits for somebody to look, by its programme', () => {
    assert.equal(given(opened).row(referralId).state.status, 'searching')
    assert.deepEqual(given(opened).keysWith('waiting', 'program-1'), [referralId])
  })
  it('shows where each offer stands', () => {
    assert.deepEqual(offersOf(opened, offered), { [alex]: 'open', [priya]: 'open' })
    assert.deepEqual(given(opened, offered, chosen, asked).keysWith('asked', alex), [referralId])
    assert.equal(offersOf(opened, offered, chosen, asked, declined)[alex], 'declined')
  })
  it('shows a case that is over with the instant, until it is opened again', () => {
    const over = given(opened, offered, closed).row(referralId)
    assert.equal(over.closedAt, thursday)
    assert.deepEqual(over.offers, { [alex]: 'expired', [priya]: 'expired' })
    assert.equal(given(opened, offered, closed, reopened).row(referralId).closedAt, undefined)
  })
  it('goes with the key of the person', () =>
    assert.equal(given(opened).personOf(referralId), 'person-1'))
})
