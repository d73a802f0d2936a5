import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { setTimeout as pause } from 'node:timers/promises'
import { monday, redeliverAll, scratchFolder, uuid } from '@careloom/testing'
import {
  alex,
  assignment,
  dana,
  efua,
  ended,
  hospital,
  nextAssignment,
  openWorld,
  peers,
  priya,
  program,
  referral,
  started,
  type Neighbours,
} from './world.ts'

let calls = 0
const call = (causationId = `call-${++calls}`) => ({ metadata: { actor: alex, causationId } })

async function running(context: TestContext, set?: Partial<Neighbours>) {
  const dataDir = scratchFolder(context)
  const world = await openWorld(dataDir, set)
  let open = true
  const close = async () => {
    if (open) await world.host.close()
    open = false
  }
  context.after(close)
  return { ...world, dataDir, close }
}

async function withPlan(context: TestContext, set?: Partial<Neighbours>) {
  const world = await running(context, set)
  await world.tell(started(), dana)
  await world.host.settled()
  const plan = await world.carePlans.getCarePlan(
    { assignmentId: assignment, afterPosition: 0 },
    call(),
  )
  return { ...world, plan }
}

const note = (encounterId: string, more: object = {}) => ({
  encounterId,
  assignmentId: assignment,
  occurredAt: '2026-03-03T09:00:00.000Z',
  modality: 'phone',
  minutes: 25,
  kinds: ['emotional'],
  personsIdea: 'Go back to the choir',
  nextStep: 'Call the choir',
  nextStepOwner: 'person',
  shareWithEhr: true,
  noShow: false,
  ...more,
})

describe('an assignment that started', () => {
  it(
    'opens a plan and a care team of the peer and the clinician who referred',
    withContext(async (context) => {
      const { carePlans, plan, published } = await withPlan(context)
      assert.deepEqual(plan.members, [
        {
          kind: 'peer',
          memberId: alex,
          displayName: 'Alex Moreno',
          roleTitle: 'peer specialist',
          organizationId: peers,
          certified: true,
        },
        {
          kind: 'clinician',
          memberId: efua,
          displayName: 'Dr. Efua Osei',
          roleTitle: 'Referring clinician',
          organizationId: hospital,
          certified: false,
        },
      ])
      const { carePlanId, careTeamId } = plan
      for (const key of [{ carePlanId }, { referralId: referral }])
        assert.deepEqual(await carePlans.getCarePlan({ ...key, afterPosition: 0 }, call()), plan)
      const [opened, ...joined] = await published()
      assert.deepEqual(opened, {
        type: 'CarePlanOpened',
        data: {
          carePlanId,
          careTeamId,
          assignmentId: assignment,
          referralId: referral,
          personId: dana,
          programId: program,
          organizationId: peers,
          openedAt: monday,
          part2: true,
        },
      })
      assert.deepEqual(
        joined.map(({ type }) => type),
        ['CareTeamMemberJoined', 'CareTeamMemberJoined'],
      )
    }),
  )

  it(
    'opens one plan, however many processes hear of it and however late',
    withContext(async (context) => {
      const world = await openWorld(scratchFolder(context), {}, 200)
      context.after(() => world.host.close())
      const each = Array.from({ length: 20 }, (_, i) => i)
      for (const i of each)
        await world.tell(started(uuid(6_000 + i), alex, uuid(4_000 + i), uuid(5_000 + i)))
      // Ten of them go on with another peer.
      for (const i of each.slice(0, 10))
        await world.tell(started(uuid(7_000 + i), priya, uuid(4_000 + i), uuid(5_000 + i)))
      await world.host.settled()
      const opened = (await world.published()).filter(({ type }) => type === 'CarePlanOpened')
      const referrals = opened.map(({ data }) => 'referralId' in data && data.referralId)
      assert.deepEqual(referrals.toSorted(), each.map((i) => uuid(5_000 + i)).toSorted())
    }),
  )

  it(
    'leaves a system that referred off the team',
    withContext(async (context) => {
      const { plan } = await withPlan(context, { referrerId: 'hospital' })
      assert.deepEqual(
        plan.members.map(({ kind }) => kind),
        ['peer'],
      )
    }),
  )

  it(
    'changes nothing when it is delivered or told again',
    withContext(async (context) => {
      const first = await withPlan(context)
      const before = await first.published()
      await first.tell(started(), dana)
      await first.host.settled()
      assert.deepEqual(await first.published(), before)
      await first.close()
      redeliverAll(first.dataDir)
      const second = await openWorld(first.dataDir)
      context.after(() => second.host.close())
      await second.host.settled()
      assert.deepEqual(await second.published(), before)
      assert.deepEqual(await second.host.bus.quarantined(), [])
    }),
  )

  it(
    'is finished after a restart in the middle of it',
    withContext(async (context) => {
      const first = await running(context, { workforceFails: true })
      await first.tell(started(), dana)
      while (first.neighbours.asked.length === 0) await pause(2)
      assert.deepEqual(
        (await first.published()).map(({ type }) => type),
        ['CarePlanOpened'],
      )
      await first.close()
      const second = await openWorld(first.dataDir)
      context.after(() => second.host.close())
      await second.host.settled()
      assert.deepEqual(
        (await second.published()).map(({ type }) => type),
        ['CarePlanOpened', 'CareTeamMemberJoined', 'CareTeamMemberJoined'],
      )
    }),
  )
})

describe('a hand-over', () => {
  it(
    'keeps the plan and swaps the peers, whenever the first assignment is said to have ended',
    withContext(async (context) => {
      const { carePlans, host, plan, published, tell, dataDir, close } = await withPlan(context)
      await tell(started(nextAssignment, priya), dana)
      await tell(ended(), dana)
      await tell(started(), dana)
      await host.settled()
      const next = await carePlans.getCarePlan(
        { assignmentId: nextAssignment, afterPosition: 0 },
        call(),
      )
      assert.equal(next.carePlanId, plan.carePlanId)
      assert.equal(next.closedAt, undefined)
      assert.deepEqual(
        next.members.map(({ memberId }) => memberId),
        [efua, priya],
      )
      const before = await published()
      await close()
      redeliverAll(dataDir)
      const again = await openWorld(dataDir)
      context.after(() => again.host.close())
      await again.host.settled()
      assert.deepEqual(await again.published(), before)
      await again.tell(ended(nextAssignment, priya), dana)
      await again.host.settled()
      assert.equal((await again.published()).at(-1)?.type, 'CarePlanClosed')
    }),
  )
})

describe('an assignment that ended', () => {
  it(
    'gives way to the one that started after it, whatever the clock said then',
    withContext(async (context) => {
      const { carePlans, host, plan, tell } = await withPlan(context)
      await tell(ended(), dana)
      const next = started(nextAssignment, priya)
      const earlier = { ...next, data: { ...next.data, startedAt: '2026-03-01T09:00:00.000Z' } }
      await tell(earlier, dana)
      await tell(ended(nextAssignment, priya), dana)
      await host.settled()
      const last = await carePlans.getCarePlan({ referralId: referral, afterPosition: 0 }, call())
      assert.notEqual(last.carePlanId, plan.carePlanId)
      assert.equal(last.assignmentId, nextAssignment)
    }),
  )

  it(
    'closes plan and team; what took place before may still be written up',
    withContext(async (context) => {
      const { carePlans, host, tell, published } = await withPlan(context)
      await tell(ended(), dana)
      await host.settled()
      const plan = await carePlans.getCarePlan(
        { assignmentId: assignment, afterPosition: 0 },
        call(),
      )
      assert.equal(plan.closedAt, '2026-03-04T09:00:00.000Z')
      assert.equal((await published()).at(-1)?.type, 'CarePlanClosed')
      await carePlans.recordEncounter(note(uuid(801)), call())
      await assert.rejects(
        carePlans.recordEncounter(
          note(uuid(802), { occurredAt: '2026-03-04T10:00:00.000Z' }),
          call(),
        ),
        { message: 'care-plan-closed' },
      )
    }),
  )
})

describe('the shared plan', () => {
  it(
    'holds the vision of the person and goals that both agreed to',
    withContext(async (context) => {
      const { carePlans, plan } = await withPlan(context)
      const { carePlanId } = plan
      const goal = { carePlanId, goalId: uuid(901) }
      await assert.rejects(
        carePlans.writeVision({ carePlanId, words: 'Calm', writtenBy: 'peer' }, call()),
        { message: 'vision-is-the-persons' },
      )
      await carePlans.writeVision({ carePlanId, words: 'Sing again', writtenBy: 'person' }, call())
      await carePlans.proposeGoal(
        { ...goal, words: 'Call the choir', domain: 'social', proposedBy: 'peer' },
        call(),
      )
      await carePlans.agreeGoal({ ...goal, agreedBy: 'person' }, call())
      const { position } = await carePlans.rateGoal({ ...goal, rater: 'person', rating: 1 }, call())
      const read = await carePlans.getCarePlan({ carePlanId, afterPosition: position }, call())
      assert.equal(read.vision, 'Sing again')
      assert.equal(read.revision, 6)
      const [agreed] = read.goals
      assert.deepEqual(
        [agreed?.status, agreed?.ratedByPerson, agreed?.ratedByPeer],
        ['agreed', 1, undefined],
      )
    }),
  )

  it(
    'is refused at another revision than the caller saw',
    withContext(async (context) => {
      const { carePlans, plan } = await withPlan(context)
      const vision = { carePlanId: plan.carePlanId, words: 'Sing again', writtenBy: 'person' }
      await assert.rejects(carePlans.writeVision(vision, { ...call(), ifRevision: 7 }), {
        message: 'revision-changed',
      })
    }),
  )
})

describe('an encounter', () => {
  it(
    'reaches the chart with its words only as far as the consent goes',
    withContext(async (context) => {
      const { carePlans, neighbours, published } = await withPlan(context)
      await carePlans.recordEncounter(note(uuid(801)), call())
      neighbours.consented = false
      await carePlans.recordEncounter(
        note(uuid(802), { occurredAt: '2026-03-03T10:00:00.000Z' }),
        call(),
      )
      assert.equal(neighbours.asked.at(-1), `notes ${hospital} true`)
      const told = (await published()).flatMap((event) =>
        event.type === 'EncounterRecorded' ? [event.data] : [],
      )
      assert.deepEqual(
        told.map(({ shareWithEhr, personsIdea, nextStep }) => [
          shareWithEhr,
          personsIdea,
          nextStep,
        ]),
        [
          [true, 'Go back to the choir', 'Call the choir'],
          [false, undefined, undefined],
        ],
      )
      assert.deepEqual(
        [told[0]?.organizationId, told[0]?.part2, told[0]?.referralId, told[0]?.peerWorkerId],
        [peers, true, referral, alex],
      )
      const { encounters } = await carePlans.listEncounters(
        { assignmentId: assignment, limit: 0 },
        call(),
      )
      assert.deepEqual(
        encounters.map(({ encounterId, shareWithEhr }) => [encounterId, shareWithEhr]),
        [
          [uuid(802), false],
          [uuid(801), true],
        ],
      )
      assert.equal(encounters[0]?.personsIdea, 'Go back to the choir')
    }),
  )

  it(
    'is recorded once when it is sent twice',
    withContext(async (context) => {
      const { carePlans } = await withPlan(context)
      const first = await carePlans.recordEncounter(note(uuid(801)), call('sent'))
      assert.deepEqual(await carePlans.recordEncounter(note(uuid(801)), call('sent')), first)
      assert.equal(
        (await carePlans.listEncounters({ assignmentId: assignment, limit: 5 }, call())).encounters
          .length,
        1,
      )
    }),
  )

  it(
    'is refused without a plan',
    withContext(async (context) => {
      const { carePlans } = await running(context)
      await assert.rejects(carePlans.recordEncounter(note(uuid(801)), call()), {
        message: 'care-plan-not-open',
      })
    }),
  )
})

describe('the read models', () => {
  it(
    'are the same rebuilt, and hold nothing of a person who was erased',
    withContext(async (context) => {
      const { carePlans, dump, host, plan } = await withPlan(context)
      await carePlans.recordEncounter(note(uuid(801)), call())
      await carePlans.writeVision(
        { carePlanId: plan.carePlanId, words: 'Sing again', writtenBy: 'person' },
        call(),
      )
      const before = await dump()
      await host.rebuild()
      assert.deepEqual(await dump(), before)
      assert.equal(before.flat().length, 2)
      await host.keyring.erase(dana)
      await host.settled()
      assert.deepEqual((await dump()).flat(), [])
      await host.rebuild()
      assert.deepEqual((await dump()).flat(), [])
      await assert.rejects(
        carePlans.getCarePlan({ assignmentId: assignment, afterPosition: 0 }, call()),
        { message: 'care-plan-not-open' },
      )
    }),
  )
})
