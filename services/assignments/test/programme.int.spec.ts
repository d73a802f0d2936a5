import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import {
  alex,
  dana,
  idOf,
  organizationId,
  priya,
  programWith,
  smallWorld,
  type World,
} from './world.ts'

type Small = World & { readonly referralId: string }

const rankingOf = async ({ service, call, referralId }: Small) => {
  const { ranked, notProposed } = await service.getRanking({ referralId }, call())
  const said = (rows: typeof ranked) =>
    Object.fromEntries(
      rows.map(({ peerWorkerId, reasons }) => [
        peerWorkerId,
        reasons.map(({ code, values }) => [code, ...Object.values(values)].join(' ')),
      ]),
    )
  return { ranked: said(ranked), notProposed: said(notProposed) }
}
const afternoons = [0, 1, 2, 3, 4].map((day) => ({ day, fromMinute: 720, toMinute: 1_020 }))
const tuesdayMorning = [{ day: 1, fromMinute: 540, toMinute: 720 }]

async function preferences(world: Small, contact: object, interpreterNeeded = false) {
  const data = { personId: dana, language: 'es', interpreterNeeded, contact }
  const changed = { type: 'PreferencesEdited', data } as Parameters<World['say']>[1]
  await world.say(`person-${dana}`, changed, dana)
  await world.host.settled()
}

describe('a programme’s jurisdiction', () => {
  const peers = { [alex]: { jurisdiction: 'US-CA' }, [priya]: { jurisdiction: 'US-NY' } }

  it(
    'is where a credential must be good',
    withContext(async (context) => {
      const programs = [programWith({ jurisdiction: 'US-NY' })]
      const world = await smallWorld(context, peers, { programs })
      const { ranked, notProposed } = await rankingOf(world)
      assert.deepEqual(Object.keys(ranked), [priya])
      assert.deepEqual(notProposed[alex], [
        'credential-not-good-for-programme',
        'crisis-module-not-current',
      ])
      const { programs: capacity } = await world.service.listCapacity({}, world.call())
      assert.equal(capacity[0]?.freePeers, 1)
    }),
  )
  it(
    'is any, where a programme names none',
    withContext(async (context) => {
      const { ranked } = await rankingOf(await smallWorld(context, peers))
      assert.deepEqual(Object.keys(ranked).sort(), [alex, priya])
    }),
  )
  it(
    'is kept with a ranking, which is recomputed by it when the programme has moved',
    withContext(async (context) => {
      const programs = [programWith({ jurisdiction: 'US-NY' })]
      const world = await smallWorld(context, peers, { programs })
      const { referralId, service, call } = world
      await service.sendOffers({ referralId, peerWorkerIds: [priya] }, call())
      world.referrals.programs = [programWith({ jurisdiction: 'US-CA' })]
      world.ahead(120_000)
      assert.equal((await service.replayRanking({ referralId }, call())).equal, true)
    }),
  )
})

describe('an interpreter', () => {
  const english = { [alex]: { languages: ['en'] } }

  it(
    'is there only if the programme says so',
    withContext(async (context) => {
      const programs = [programWith({ interpreterLanguages: ['vi'] })]
      const world = await smallWorld(context, english, { programs })
      await preferences(world, { voicemailOk: false }, true)
      const { ranked, notProposed } = await rankingOf(world)
      assert.deepEqual(ranked, {})
      assert.deepEqual(notProposed[alex], ['no-shared-language'])
    }),
  )
  it(
    'stands in for a shared language, and is said to be needed',
    withContext(async (context) => {
      const programs = [programWith({ interpreterLanguages: ['es-MX'] })]
      const world = await smallWorld(context, english, { programs })
      assert.deepEqual((await rankingOf(world)).ranked, {}, 'nobody asked for one')
      await preferences(world, { voicemailOk: false }, true)
      const { ranked } = await rankingOf(world)
      assert.ok(ranked[alex]?.includes('interpreter'))
    }),
  )
})

describe('when the person can meet', () => {
  const peers = { [alex]: { schedule: afternoons }, [priya]: { schedule: tuesdayMorning } }

  it(
    'counts as the referral says it',
    withContext(async (context) => {
      const meetingTimes = { days: [1, 3], parts: ['afternoon'] }
      const { ranked } = await rankingOf(await smallWorld(context, peers, { meetingTimes }))
      assert.ok(ranked[alex]?.includes('schedule 1 3'))
      assert.ok(!ranked[priya]?.some((reason) => reason.startsWith('schedule')))
      assert.equal(Object.keys(ranked).length, 2, 'it forbids nobody')
    }),
  )
  it(
    'counts as the person said it later, until they take it back',
    withContext(async (context) => {
      const meetingTimes = { days: [3], parts: ['afternoon'] }
      const world = await smallWorld(context, peers, { meetingTimes })
      const saying = (days: number[], parts: string[]) =>
        preferences(world, { voicemailOk: false, meetingTimes: { days, parts } })
      await saying([1], ['morning'])
      await preferences(world, { voicemailOk: true })
      const { ranked } = await rankingOf(world)
      assert.ok(ranked[priya]?.includes('schedule 1'))
      assert.ok(!ranked[alex]?.some((reason) => reason.startsWith('schedule')))
      await saying([], [])
      const after = await rankingOf(world)
      assert.ok(!JSON.stringify(after).includes('schedule'))
    }),
  )
  it(
    'is answered by when the peer works, in words',
    withContext(async (context) => {
      const world = await smallWorld(context, peers)
      const { service, call, referralId } = world
      await service.sendOffers({ referralId, peerWorkerIds: [alex] }, call())
      const { choices } = await service.listChoices({ personId: dana }, call())
      assert.deepEqual(
        choices[0]?.peers.map(({ when, whenEs }) => [when, whenEs]),
        [['Free on weekdays, 12 pm to 5 pm', 'Libre entre semana, 12:00 a 17:00']],
      )
    }),
  )
  it(
    'is forgotten with the key of the person',
    withContext(async (context) => {
      const world = await smallWorld(context, peers)
      await preferences(world, { voicemailOk: false, meetingTimes: { days: [1], parts: [] } })
      assert.match(JSON.stringify(await rankingOf(world)), /schedule 1/)
      await world.host.keyring.erase(dana)
      await world.host.settled()
      await assert.rejects(rankingOf(world), /erased/)
    }),
  )
})

describe('a waitlist', () => {
  it(
    'is answered by whoever serves the programme, whichever organization they work for',
    withContext(async (context) => {
      const elsewhere = '0190a000-0000-7000-8000-000000000003'
      const world = await smallWorld(context, { [alex]: { organization: elsewhere } })
      const { service, call, referralId } = world
      await service.placeOnWaitlist({ referralId }, call())
      const { pairs } = await service.proposeWaitlist({ organizationId }, call())
      assert.deepEqual(pairs, [{ referralId, peerWorkerId: alex }])
    }),
  )
  it(
    'gives a place once, though two wait for it',
    withContext(async (context) => {
      const world = await smallWorld(context, { [alex]: { limit: 1 } })
      const second = idOf(500, 2)
      await world.requestReferral(second, idOf(400, 2))
      await world.host.settled()
      for (const referralId of [world.referralId, second])
        await world.service.placeOnWaitlist({ referralId }, world.call())
      const proposal = await world.service.proposeWaitlist({ organizationId }, world.call())
      assert.deepEqual([proposal.pairs.length, proposal.unplacedReferralIds.length], [1, 1])
    }),
  )
})
