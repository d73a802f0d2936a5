import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { instantOf } from '@careloom/event-sourcing'
import type {
  AssignmentId,
  OfferId,
  OrganizationId,
  PeerOfferId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
} from './ids.ts'
import { matchingCaseDecider } from './matching-case.ts'
import type { MatchingCaseCommand } from './matching-case-events.ts'

const referralId = 'referral-1' as ReferralId
const hours = fc.integer({ min: 0, max: 200 }).map((hour) => instantOf(hour * 3_600_000))
const few = fc.integer({ min: 1, max: 3 })
const offerIds = few.map((n) => `offer-${n}` as OfferId)
const peerOfferIds = few.map((n) => `peer-offer-${n}` as PeerOfferId)
const peers = fc.integer({ min: 1, max: 5 }).map((n) => `peer-${n}` as PeerWorkerId)
const ofCase = { referralId: fc.constant(referralId) }
const seed = { openedAt: instantOf(0) }

const commands: fc.Arbitrary<MatchingCaseCommand> = fc.oneof(
  fc.constant<MatchingCaseCommand>({
    type: 'OpenMatchingCase',
    data: {
      referralId,
      personId: 'person-1' as PersonId,
      programId: 'program-1' as ProgramId,
      organizationId: 'harbor' as OrganizationId,
      part2: false,
      preferences: {
        preferredFacets: [],
        wantedSkills: [],
        modalities: [],
        schedule: [],
        travelsMetres: 0,
      },
      ...seed,
    },
  }),
  of('OfferPeers', {
    offerId: offerIds,
    peerWorkerIds: fc.array(peers, { maxLength: 4 }),
    forbidden: fc.constant([]),
    offeredAt: hours,
  }),
  of('ChoosePeer', {
    offerId: offerIds,
    peerWorkerId: peers,
    peerOfferId: peerOfferIds,
    chosenAt: hours,
  }),
  of('AskForSomeoneElse', { offerId: offerIds, askedAt: hours }),
  of('ExpireOffer', { offerId: offerIds, expiredAt: hours }),
  of('AcceptPeerOffer', {
    peerOfferId: peerOfferIds,
    acceptedAt: hours,
    boundaryAgreement: fc.record({
      textVersion: fc.constant('boundaries-2026-01'),
      channels: fc.constant([]),
      contactHours: fc.constant('weekdays'),
      agreedByPerson: fc.constant(true),
      agreedByPeer: fc.boolean(),
    }),
  }),
  of('DeclinePeerOffer', { peerOfferId: peerOfferIds, declinedAt: hours }),
  of('ExpirePeerOffer', { peerOfferId: peerOfferIds, expiredAt: hours }),
  of('RecordPlaceUnavailable', { peerOfferId: peerOfferIds, foundAt: hours }),
  of('RecordMatch', {
    peerOfferId: peerOfferIds,
    assignmentId: fc.constant('assignment-1' as AssignmentId),
    matchedAt: hours,
  }),
  of('WaitlistCase', { waitlistedAt: hours }),
  of('TakeSomeoneElseBack', { takenBackAt: hours }),
  { weight: 1, arbitrary: of('ReopenCase', { reopenedAt: hours }) },
  { weight: 1, arbitrary: of('DeclinePeerSupport', { declinedAt: hours }) },
  { weight: 1, arbitrary: of('CloseCase', { closedAt: hours }) },
)

type DataOf<Type extends MatchingCaseCommand['type']> = Omit<
  Extract<MatchingCaseCommand, { type: Type }>['data'],
  'referralId'
>

function of<Type extends MatchingCaseCommand['type']>(
  type: Type,
  data: { [Key in keyof DataOf<Type>]: fc.Arbitrary<DataOf<Type>[Key]> },
): fc.Arbitrary<MatchingCaseCommand> {
  const made = fc.record({ type: fc.constant(type), data: fc.record({ ...ofCase, ...data }) })
  return made as unknown as fc.Arbitrary<MatchingCaseCommand>
}

describe('a matching case', () => {
  it('decides every command in every reachable state, and the same command twice is once', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 60 }), (asked) => {
        let state = matchingCaseDecider.initialState
        for (const command of asked) {
          const decision = matchingCaseDecider.decide(command, state)
          if (!decision.ok) continue
          state = decision.events.reduce(matchingCaseDecider.evolve, state)
          const again = matchingCaseDecider.decide(command, state)
          assert.ok(!again.ok || again.events.length === 0, command.type)
        }
      }),
      { numRuns: 10_000 },
    )
  })

  it('never offers a peer again who declined or was passed over, unless the person takes that back', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 60 }), (asked) => {
        let state = matchingCaseDecider.initialState
        let open = true
        const setAside = new Set<PeerWorkerId>()
        for (const command of asked) {
          const decision = matchingCaseDecider.decide(command, state)
          if (!decision.ok) continue
          for (const event of decision.events) {
            if (event.type === 'PeerOfferDeclined') setAside.add(event.data.peerWorkerId)
            if (event.type === 'SomeoneElseAskedFor')
              event.data.peerWorkerIds.forEach((id) => setAside.add(id))
            if (event.type === 'PeersOfferedToPerson')
              assert.ok(event.data.peerWorkerIds.every((id) => !setAside.has(id)))
            if (event.type === 'ChoicesReturnedToPerson')
              event.data.peerWorkerIds.forEach((id) => setAside.delete(id))
            if (event.type === 'MatchingCaseClosed' || event.type === 'MatchingCaseReopened') {
              assert.notEqual(open, event.type === 'MatchingCaseReopened')
              open = event.type === 'MatchingCaseReopened'
            }
          }
          state = decision.events.reduce(matchingCaseDecider.evolve, state)
        }
      }),
      { numRuns: 3_000 },
    )
  })
})
