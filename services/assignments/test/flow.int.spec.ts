import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import { assignmentTopic, caseloadTopic, matchingCaseTopic } from '@careloom/proto/assignments'
import { Refused } from '@careloom/rpc'
import { until } from '@careloom/testing'
import {
  agreement,
  alex,
  dana,
  idOf,
  organizationId,
  priya,
  programId,
  sam,
  smallWorld,
  walkToYes,
  openWorld,
  temporaryFolder,
} from './world.ts'

const refusedAs = (reason: string) => (error: unknown) =>
  error instanceof Refused && error.refusal.reason === reason
const hourMs = 3_600_000

describe('a referral on its way to an assignment', () => {
  it(
    'is ranked, offered, chosen, accepted and started',
    withContext(async (context) => {
      const world = await smallWorld(context, { [alex]: {}, [priya]: {}, [sam]: { isGood: false } })
      const { service, call, referralId, host } = world
      const ranking = await service.getRanking({ referralId }, call())
      assert.deepEqual(
        ranking.ranked.map(({ peerWorkerId }) => peerWorkerId),
        [alex, priya],
      )
      assert.deepEqual(
        ranking.ranked[0]?.reasons.map(({ code }) => code),
        ['shared-facets', 'language', 'load'],
      )
      assert.deepEqual(
        ranking.notProposed.map(({ peerWorkerId, reasons }) => [peerWorkerId, reasons[0]?.code]),
        [[sam, 'credential-not-good-for-programme']],
      )
      await assert.rejects(
        service.sendOffers({ referralId, peerWorkerIds: [sam] }, call()),
        refusedAs('peer-may-not-be-proposed'),
      )

      await service.sendOffers({ referralId, peerWorkerIds: [alex, priya] }, call())
      const { choices } = await service.listChoices({ personId: dana }, call())
      assert.deepEqual(
        choices[0]?.peers.map(({ peerWorkerId }) => peerWorkerId),
        [alex, priya],
      )
      const inCommon = choices[0]?.peers[0]?.inCommon.map(({ code, values }) => [
        code,
        values['facets'] ?? values['languages'],
      ])
      assert.deepEqual(
        inCommon,
        [
          ['shared-facets', 'panic'],
          ['language', 'es'],
        ],
        'a facet for matching only is not named',
      )

      await service.choosePeer({ referralId, peerWorkerId: alex }, call())
      assert.deepEqual((await service.listChoices({ personId: dana }, call())).choices, [])
      const [offer] = (await service.listOffers({ peerWorkerId: alex }, call())).offers
      assert.equal(offer?.sharedExperiences, 2)
      assert.equal(offer?.preferredLanguage, 'es')
      assert.doesNotMatch(JSON.stringify(offer), new RegExp(`${dana}|panic`))

      await service.acceptOffer(
        { referralId, peerWorkerId: alex, boundaryAgreement: agreement },
        call(),
      )
      await host.settled()
      const [started] = await world.started()
      assert.equal(started?.type, 'AssignmentStarted')
      const { assignments } = await service.listAssignments({ personId: dana }, call())
      assert.equal(assignments.length, 1)
      assert.deepEqual(started?.data, {
        assignmentId: assignments[0]?.assignmentId,
        referralId,
        personId: dana,
        peerWorkerId: alex,
        programId,
        organizationId,
        startedAt: assignments[0]?.startedAt,
        part2: true,
      })
      assert.deepEqual(world.referrals.matched, [
        { referralId, assignmentId: assignments[0]?.assignmentId },
      ])
      const matchingCase = await service.getMatchingCase({ referralId, afterPosition: 0 }, call())
      assert.equal(matchingCase.status, 'matched')
      assert.equal(matchingCase.assignmentId, assignments[0]?.assignmentId)
      const offers = await world.published(matchingCaseTopic, 'PeersOfferedToPerson')
      assert.deepEqual(
        offers.map(({ data }) => (data as { sentBy: string }).sentBy),
        ['jo'],
      )
      const counts = (await world.published(caseloadTopic, 'CaseloadChanged'))
        .map(({ data }) => data)
        .filter((data) => (data as { peerWorkerId: string }).peerWorkerId === alex)
      assert.deepEqual(counts.at(-1), { peerWorkerId: alex, limit: 2, taken: 1 })
      assert.deepEqual(world.failures, [])
    }),
  )

  it(
    'leads back to whom the person passed over, when they take that back',
    withContext(async (context) => {
      const { service, call, referralId } = await smallWorld(context, { [alex]: {}, [priya]: {} })
      const caseNow = () => service.getMatchingCase({ referralId, afterPosition: 0 }, call())
      await service.sendOffers({ referralId, peerWorkerIds: [alex, priya] }, call())
      await service.askForSomeoneElse({ referralId }, call())
      assert.deepEqual([(await caseNow()).status, (await caseNow()).passedOver], ['open', true])
      await service.takeSomeoneElseBack({ referralId }, call())
      const { cases } = await service.listMatchingCases({ referralIds: [referralId] }, call())
      assert.deepEqual(cases[0]?.offeredPeerWorkerIds, [alex, priya])
      await service.choosePeer({ referralId, peerWorkerId: priya }, call())
      assert.equal((await caseNow()).chosenPeerWorkerId, priya)
    }),
  )

  it(
    'is looked for again when it is reopened',
    withContext(async (context) => {
      const { service, call, referralId, say, host } = await smallWorld(context)
      await service.sendOffers({ referralId, peerWorkerIds: [alex] }, call())
      await service.declineOffers({ referralId }, call())
      await say(`referral-${referralId}`, {
        type: 'ReferralReopened',
        data: { referralId, personId: dana, reopenedAt: '', firstContactDueAt: '' },
      })
      await host.settled()
      await service.sendOffers({ referralId, peerWorkerIds: [alex] }, call())
      assert.equal((await service.listChoices({ personId: dana }, call())).choices.length, 1)
    }),
  )

  it(
    'can be offered at once, before the news of it has come',
    withContext(async (context) => {
      const { service, call, referrals, referralId } = await smallWorld(context)
      const early = idOf(500, 9)
      const known = referrals.views.get(referralId)
      assert.ok(known)
      referrals.views.set(early, { ...known, referralId: early, personId: idOf(400, 9) })
      await service.sendOffers({ referralId: early, peerWorkerIds: [alex] }, call())
      assert.equal(
        (await service.listChoices({ personId: idOf(400, 9) }, call())).choices.length,
        1,
      )
      await assert.rejects(
        service.sendOffers({ referralId: idOf(500, 8), peerWorkerIds: [alex] }, call()),
        refusedAs('referral-not-found'),
      )
    }),
  )

  it(
    'answers a command that comes twice with its first outcome',
    withContext(async (context) => {
      const { service, call, referralId, host, started } = { ...(await smallWorld(context)) }
      const sending = call()
      const first = await service.sendOffers({ referralId, peerWorkerIds: [alex] }, sending)
      assert.deepEqual(
        await service.sendOffers({ referralId, peerWorkerIds: [alex] }, sending),
        first,
      )
      await service.choosePeer({ referralId, peerWorkerId: alex }, call())
      const accepting = call()
      const request = { referralId, peerWorkerId: alex, boundaryAgreement: agreement }
      const accepted = await service.acceptOffer(request, accepting)
      await host.settled()
      assert.deepEqual(await service.acceptOffer(request, accepting), accepted)
      assert.equal((await started()).length, 1)
    }),
  )

  it(
    'is ranked again, bit for bit, after the facts have changed',
    withContext(async (context) => {
      const world = await smallWorld(context)
      const { service, call, referralId, say, host } = world
      await service.sendOffers({ referralId, peerWorkerIds: [alex] }, call())
      const before = await service.replayRanking({ referralId }, call())
      await say(`peer-worker-${alex}`, {
        type: 'FacetsOpened',
        data: { peerWorkerId: alex, forMatching: [], forPerson: [], forTeam: [] },
      })
      await world.registerPeer(sam)
      await say(`peer-worker-${priya}`, { type: 'PeerWorkerLeft', data: { peerWorkerId: priya } })
      await host.settled()
      const after = await service.replayRanking({ referralId }, call())
      assert.equal(after.equal, true)
      assert.deepEqual(after, before)
      assert.equal(after.recomputedDigest, after.recordedDigest)
    }),
  )
})

describe('an offer', () => {
  it(
    'that the peer declines returns the remaining choices to the person',
    withContext(async (context) => {
      const { service, call, referralId } = await smallWorld(context)
      await service.sendOffers({ referralId, peerWorkerIds: [alex, priya] }, call())
      await service.choosePeer({ referralId, peerWorkerId: alex }, call())
      await service.declineOffer({ referralId, peerWorkerId: alex }, call())
      const { choices } = await service.listChoices({ personId: dana }, call())
      assert.deepEqual(
        choices[0]?.peers.map(({ peerWorkerId }) => peerWorkerId),
        [priya],
      )
      const ranking = await service.getRanking({ referralId }, call())
      assert.deepEqual(
        ranking.ranked.map(({ peerWorkerId, offer }) => [peerWorkerId, offer]),
        [[priya, 'open']],
      )
      assert.deepEqual(
        ranking.notProposed[0]?.reasons.map(({ code }) => code),
        ['set-aside'],
      )
    }),
  )

  it(
    'is gone when the person asks for someone else',
    withContext(async (context) => {
      const { service, call, referralId } = await smallWorld(context)
      await service.sendOffers({ referralId, peerWorkerIds: [alex] }, call())
      await service.askForSomeoneElse({ referralId }, call())
      assert.deepEqual((await service.listChoices({ personId: dana }, call())).choices, [])
      assert.equal(
        (await service.getMatchingCase({ referralId, afterPosition: 0 }, call())).status,
        'open',
      )
      await assert.rejects(
        service.sendOffers({ referralId, peerWorkerIds: [alex] }, call()),
        refusedAs('peer-set-aside'),
      )
      await service.sendOffers({ referralId, peerWorkerIds: [priya] }, call())
    }),
  )

  it(
    'that the person declines closes the case',
    withContext(async (context) => {
      const world = await smallWorld(context)
      const { service, call, referralId } = world
      await service.sendOffers({ referralId, peerWorkerIds: [alex] }, call())
      await service.declineOffers({ referralId }, call())
      assert.equal(
        (await service.getMatchingCase({ referralId, afterPosition: 0 }, call())).status,
        'declined',
      )
      assert.equal((await world.published(matchingCaseTopic, 'OffersDeclinedByPerson')).length, 1)
    }),
  )

  it(
    'expires by itself, to the person and to the peer',
    withContext(async (context) => {
      const world = await smallWorld(context)
      const { service, call, referralId } = world
      const statusIs = (status: string) =>
        until(
          async () =>
            (await service.getMatchingCase({ referralId, afterPosition: 0 }, call())).status ===
            status,
        )
      await service.sendOffers({ referralId, peerWorkerIds: [alex, priya] }, call())
      world.ahead(73 * hourMs)
      await statusIs('open')
      await service.sendOffers({ referralId, peerWorkerIds: [alex, priya] }, call())
      await service.choosePeer({ referralId, peerWorkerId: alex }, call())
      world.ahead(49 * hourMs)
      await statusIs('choosing')
      world.ahead(73 * hourMs)
      await statusIs('open')
      const expired = async (type: string) =>
        (await world.published(matchingCaseTopic, type)).map(
          ({ data }) => (data as { peerWorkerId?: string }).peerWorkerId,
        )
      assert.deepEqual(await expired('PersonOfferExpired'), [undefined, undefined])
      assert.deepEqual(await expired('PeerOfferExpired'), [alex])
    }),
  )
})

describe('a place', () => {
  it(
    'that is not there any more returns the choice to the person',
    withContext(async (context) => {
      const world = await smallWorld(context, { [alex]: { limit: 1 }, [priya]: {} })
      const { service, call, referralId, host } = world
      const other = idOf(500, 2)
      await world.requestReferral(other, idOf(400, 2))
      await host.settled()
      await service.sendOffers({ referralId, peerWorkerIds: [alex, priya] }, call())
      await service.choosePeer({ referralId, peerWorkerId: alex }, call())
      await walkToYes(world, other, alex)
      await host.settled()
      await service.acceptOffer(
        { referralId, peerWorkerId: alex, boundaryAgreement: agreement },
        call(),
      )
      await host.settled()
      assert.deepEqual(
        (await world.started()).map(({ data }) => data.referralId),
        [other],
      )
      const { choices } = await service.listChoices({ personId: dana }, call())
      assert.deepEqual(
        choices[0]?.peers.map(({ peerWorkerId }) => peerWorkerId),
        [priya],
      )
      const { notProposed } = await service.getRanking({ referralId }, call())
      assert.deepEqual(
        notProposed[0]?.reasons.map(({ code, values }) => [code, values]),
        [['caseload-full', { active: '1', limit: '1' }]],
      )
    }),
  )

  it(
    'is freed when the assignment ends',
    withContext(async (context) => {
      const world = await smallWorld(context, { [alex]: { limit: 1 } })
      const { service, call, referralId, host } = world
      await walkToYes(world, referralId, alex)
      await host.settled()
      const [assignment] = (await service.listAssignments({ peerWorkerId: alex }, call()))
        .assignments
      assert.ok(assignment)
      const { assignmentId } = assignment
      await service.pauseAssignment({ assignmentId }, call())
      assert.equal(
        (await service.getAssignment({ assignmentId, afterPosition: 0 }, call())).status,
        'paused',
      )
      await service.resumeAssignment({ assignmentId }, call())
      await service.endAssignment({ assignmentId, reasonCode: 'goals-reached' }, call())
      await host.settled()
      assert.deepEqual((await service.listLoads({ organizationId }, call())).loads[0]?.taken, 0)
      assert.equal((await world.published(assignmentTopic, 'AssignmentEnded')).length, 1)
    }),
  )

  it(
    'is freed, and the case closed, when the referral was cancelled meanwhile',
    withContext(async (context) => {
      const world = await smallWorld(context, { [alex]: { limit: 1 } })
      const { service, call, referralId, host, referrals } = world
      const view = referrals.views.get(referralId)
      assert.ok(view)
      referrals.beforeMatch = async () => {
        referrals.views.set(referralId, { ...view, status: 'cancelled' })
      }
      await walkToYes(world, referralId, alex)
      await host.settled()
      assert.equal(
        (await service.getMatchingCase({ referralId, afterPosition: 0 }, call())).status,
        'closed',
      )
      assert.equal((await service.listLoads({ organizationId }, call())).loads[0]?.taken, 0)
      assert.deepEqual(await world.started(), [])
    }),
  )

  it(
    'is freed when the case was closed between the match and the start',
    withContext(async (context) => {
      const world = await smallWorld(context, { [alex]: { limit: 1 } })
      const { service, call, referralId, host, referrals, say } = world
      referrals.beforeMatch = async () => {
        await say(
          `referral-${referralId}`,
          {
            type: 'ReferralCancelled',
            data: { referralId, cancelledAt: new Date().toISOString() },
          },
          dana,
        )
        await until(
          async () =>
            (await service.getMatchingCase({ referralId, afterPosition: 0 }, call())).status ===
            'closed',
        )
      }
      await walkToYes(world, referralId, alex)
      await host.settled()
      assert.deepEqual(
        (await service.listAssignments({ personId: dana }, call())).assignments.map(
          ({ status }) => status,
        ),
        ['ended'],
      )
      assert.equal((await service.listLoads({ organizationId }, call())).loads[0]?.taken, 0)
    }),
  )

  it(
    'is freed when the referral is cancelled later, and when the person is erased',
    withContext(async (context) => {
      const world = await smallWorld(context, { [alex]: { limit: 2 } })
      const { service, call, referralId, host, say } = world
      const other = idOf(500, 2)
      const otherPerson = idOf(400, 2)
      await world.requestReferral(other, otherPerson)
      await host.settled()
      await walkToYes(world, referralId, alex)
      await walkToYes(world, other, alex)
      await host.settled()
      assert.equal((await service.listLoads({ organizationId }, call())).loads[0]?.taken, 2)
      await say(
        `referral-${other}`,
        {
          type: 'ReferralCancelled',
          data: { referralId: other, cancelledAt: new Date().toISOString() },
        },
        otherPerson,
      )
      await host.settled()
      assert.equal((await service.listLoads({ organizationId }, call())).loads[0]?.taken, 1)
      await host.keyring.erase(dana)
      await say('person-erasure', { type: 'PersonErased', data: { personId: dana } })
      await host.settled()
      assert.equal((await service.listLoads({ organizationId }, call())).loads[0]?.taken, 0)
      assert.deepEqual((await service.listAssignments({ personId: dana }, call())).assignments, [])
      assert.deepEqual(world.failures, [])
    }),
  )
})

describe('what a peer said', () => {
  it(
    'counts in the order in which it was said, also after the clock went back',
    withContext(async (context) => {
      const world = await smallWorld(context, { [alex]: { limit: 6 } })
      const { host, say, service, call } = world
      const stream = `peer-worker-${alex}`
      await say(stream, { type: 'AvailabilityDeclared', data: { peerWorkerId: alex } })
      world.ahead(-hourMs)
      await say(stream, {
        type: 'AvailabilityDeclared',
        data: { peerWorkerId: alex, canTakeMore: 0, needsLessUntil: '2099-01-01' },
      })
      await world.registerPeer(alex, { limit: 1 })
      await host.settled()
      const [load] = (await service.listLoads({ organizationId }, call())).loads
      assert.deepEqual([load?.limit, load?.canTakeMore, load?.needsLessUntil], [1, 0, '2099-01-01'])
    }),
  )
})

describe('the assignments of a person', () => {
  it(
    'come the newest first, whatever the clock said when they started',
    withContext(async (context) => {
      const world = await smallWorld(context, { [alex]: {} })
      const { host, service, call, referralId } = world
      const all = async () =>
        (await service.listAssignments({ personId: dana }, call())).assignments.map((each) => [
          each.referralId,
          each.status,
        ])
      await walkToYes(world, referralId, alex)
      await host.settled()
      world.ahead(-hourMs)
      const next = idOf(500, 2)
      await world.requestReferral(next, dana)
      await host.settled()
      await walkToYes(world, next, alex)
      await host.settled()
      assert.deepEqual(await all(), [
        [next, 'active'],
        [referralId, 'active'],
      ])
    }),
  )
})

describe('capacity and waitlist', () => {
  it(
    'count everybody of whom the log knows, however late the read models hear of them',
    withContext(async (context) => {
      const world = await openWorld(temporaryFolder(context), undefined, {}, 200)
      context.after(() => world.host.close())
      const free = async () =>
        (await world.service.listCapacity({}, world.call())).programs[0]?.freePeers
      for (const [peer, count] of [
        [alex, 1],
        [priya, 2],
        [sam, 3],
      ] as const) {
        await world.registerPeer(peer)
        await world.host.bus.caughtUp()
        assert.deepEqual([await free(), await free()], [count, count])
      }
    }),
  )
  it(
    'count who is free, who waits and how long it took',
    withContext(async (context) => {
      const world = await smallWorld(context, {
        [alex]: { limit: 1 },
        [priya]: {},
        [sam]: { isGood: false },
      })
      const { service, call, referralId, host } = world
      const capacity = async () => (await service.listCapacity({}, call())).programs
      assert.deepEqual(await capacity(), [
        { programId, freePeers: 2, expectedWaitDays: undefined, waiting: 1 },
      ])
      await walkToYes(world, referralId, alex)
      await host.settled()
      assert.deepEqual(await capacity(), [
        { programId, freePeers: 1, expectedWaitDays: 3, waiting: 0 },
      ])
      await world.say(`peer-worker-${priya}`, {
        type: 'AvailabilityDeclared',
        data: { peerWorkerId: priya, needsLessUntil: '2099-01-01' },
      })
      await host.settled()
      assert.equal((await capacity())[0]?.freePeers, 0)
      assert.equal(
        (await service.listLoads({ organizationId }, call())).loads.find(
          ({ peerWorkerId }) => peerWorkerId === priya,
        )?.needsLessUntil,
        '2099-01-01',
      )
    }),
  )

  it(
    'propose a peer for as many as there are places, never the same place twice',
    withContext(async (context) => {
      const world = await smallWorld(context, {
        [alex]: { limit: 1 },
        [priya]: { limit: 1, languages: ['en'] },
      })
      const { service, call, referralId, host } = world
      const others = [2, 3].map((n) => idOf(500, n))
      for (const [n, other] of others.entries())
        await world.requestReferral(other, idOf(400, n + 2), n === 0 ? 'en' : 'es')
      await host.settled()
      for (const each of [referralId, ...others])
        await service.placeOnWaitlist({ referralId: each }, call())
      const proposal = await service.proposeWaitlist({ organizationId }, call())
      assert.equal(proposal.pairs.length, 2)
      assert.equal(proposal.unplacedReferralIds.length, 1)
      assert.equal(new Set(proposal.pairs.map(({ peerWorkerId }) => peerWorkerId)).size, 2)
      assert.equal(
        proposal.pairs.find(({ peerWorkerId }) => peerWorkerId === priya)?.referralId,
        others[0],
      )
      assert.ok(
        proposal.fairness.every(({ waiting }) => waiting === undefined),
        'cells under eleven are not shown',
      )
    }),
  )
})
