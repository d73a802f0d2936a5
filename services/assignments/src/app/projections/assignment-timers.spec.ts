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
import { assignmentTimers } from './assignment-timers.ts'

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

describe('the timers of offers and places', () => {
  const given = projectionSpec(import.meta.filename, assignmentTimers, {
    version: 3,
    hash: 'b83deefb6437',
  })
  const ofPerson = <E extends MatchingCaseEvent>(event: E) => ({ ...event, person: 'person-1' })

  it('say when the person has chosen nobody in time', () => {
    const key = `offer:${offerId}:${thursday}`
    given(opened, ofPerson(offered)).thenRows({
      [key]: {
        dueAt: thursday,
        command: 'ExpireOffer',
        subject: `${referralId} ${offerId}`,
        about: referralId,
        person: 'person-1',
      },
    })
    assert.equal(given(ofPerson(offered)).personOf(key), 'person-1')
  })
  it('are replaced by the next, when the peer is asked', () => {
    const { dueAt, command } = given(offered, chosen, asked).row(`peer-offer:${peerOfferId}`)
    assert.deepEqual([dueAt, command], [thursday, 'ExpirePeerOffer'])
    given(offered, chosen, asked).thenRow(`offer:${offerId}:${thursday}`, undefined)
  })
  it('are gone when there is an answer', () => given(offered, chosen, asked, declined).thenRows({}))
})
