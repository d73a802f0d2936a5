import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { redeliverAll, scratchFolder, uuid } from '@careloom/testing'
import {
  alex,
  assignment,
  dana,
  ended,
  nextAssignment,
  nextReferral,
  openWorld,
  peers,
  priya,
  started,
} from './world.ts'

let calls = 0
const call = (causationId = `meeting-call-${++calls}`) => ({
  metadata: { actor: alex, causationId },
})
const luis = uuid(402)
/** The world's clock stands at noon of 4 March. */
const friday = '2026-03-06T15:30:00.000Z'
const saturday = '2026-03-07T15:30:00.000Z'

async function withPlan(context: TestContext) {
  const dataDir = scratchFolder(context)
  const world = await openWorld(dataDir)
  let open = true
  const close = async () => {
    if (open) await world.host.close()
    open = false
  }
  context.after(close)
  await world.tell(started(), dana)
  await world.host.settled()
  const { carePlans } = world
  return {
    ...world,
    dataDir,
    close,
    listed: async (whose: object = { peerWorkerId: alex }) =>
      (await carePlans.listMeetings({ ...whose, afterPosition: 0 }, call())).meetings,
  }
}

const meeting = (meetingId: string, more: object = {}) => ({
  meetingId,
  assignmentId: assignment,
  startsAt: friday,
  minutes: 45,
  modality: 'in-person',
  location: 'Elm Park',
  plannedBy: 'peer',
  overlapAccepted: false,
  ...more,
})
const changed = (meetingId: string, more: object = {}) => ({
  meetingId,
  startsAt: saturday,
  minutes: 30,
  modality: 'video',
  location: 'https://meet.example/room',
  changedBy: 'person',
  overlapAccepted: false,
  ...more,
})
const note = (encounterId: string, meetingId: string, more: object = {}) => ({
  encounterId,
  assignmentId: assignment,
  meetingId,
  occurredAt: '2026-03-04T11:00:00.000Z',
  modality: 'phone',
  minutes: 25,
  kinds: ['emotional'],
  shareWithEhr: false,
  noShow: false,
  ...more,
})

describe('a meeting', () => {
  it(
    'is planned, changed and cancelled by the two, and listed while it is planned',
    withContext(async (context) => {
      const { carePlans, listed, published } = await withPlan(context)
      await carePlans.planMeeting(meeting(uuid(1001)), call())
      await carePlans.planMeeting(
        meeting(uuid(1002), { startsAt: saturday, plannedBy: 'person' }),
        call(),
      )
      for (const whose of [
        { peerWorkerId: alex },
        { assignmentId: assignment },
        { personId: dana },
      ])
        assert.deepEqual(
          (await listed(whose)).map(({ meetingId, startsAt }) => [meetingId, startsAt]),
          [
            [uuid(1001), friday],
            [uuid(1002), saturday],
          ],
        )
      assert.equal((await listed({ peerWorkerId: alex, from: saturday })).length, 1)
      assert.deepEqual(await listed({ peerWorkerId: priya }), [])
      await carePlans.cancelMeeting({ meetingId: uuid(1002), cancelledBy: 'person' }, call())
      const { position } = await carePlans.changeMeeting(changed(uuid(1001)), call())
      const now = await carePlans.getMeeting(
        { meetingId: uuid(1001), afterPosition: position },
        call(),
      )
      assert.deepEqual(
        [now.status, now.startsAt, now.minutes, now.modality, now.location, now.organizationId],
        ['planned', saturday, 30, 'video', 'https://meet.example/room', peers],
      )
      assert.deepEqual(
        (await listed()).map(({ meetingId }) => meetingId),
        [uuid(1001)],
      )
      const told = (await published()).filter(({ type }) => type.startsWith('Meeting'))
      assert.deepEqual(
        told.map(({ type }) => type),
        ['MeetingPlanned', 'MeetingPlanned', 'MeetingCancelled', 'MeetingChanged'],
      )
      for (const { data } of told) {
        assert.equal('personId' in data && data.personId, dana)
        assert.equal('peerWorkerId' in data && data.peerWorkerId, alex)
      }
      // Where they meet stays between them.
      assert.doesNotMatch(JSON.stringify(told), /Elm Park|meet\.example/)
    }),
  )

  it(
    'is planned once when it is sent twice',
    withContext(async (context) => {
      const { carePlans, listed } = await withPlan(context)
      const first = await carePlans.planMeeting(meeting(uuid(1001)), call('sent'))
      assert.deepEqual(await carePlans.planMeeting(meeting(uuid(1001)), call('sent')), first)
      assert.equal((await listed()).length, 1)
    }),
  )

  it(
    'warns the peer of another one at that time, and asks the person for another time',
    withContext(async (context) => {
      const { carePlans, listed, tell, host } = await withPlan(context)
      await tell(started(nextAssignment, alex, luis, nextReferral), luis)
      await host.settled()
      await carePlans.planMeeting(meeting(uuid(1001)), call())
      const same = { assignmentId: nextAssignment, startsAt: '2026-03-06T16:00:00.000Z' }
      for (const more of [
        { ...same, plannedBy: 'peer' },
        { ...same, plannedBy: 'person', overlapAccepted: true },
      ])
        await assert.rejects(carePlans.planMeeting(meeting(uuid(1002), more), call()), {
          message: 'peer-not-free',
        })
      await carePlans.planMeeting(meeting(uuid(1002), { ...same, overlapAccepted: true }), call())
      await carePlans.planMeeting(
        meeting(uuid(1003), {
          assignmentId: nextAssignment,
          startsAt: '2026-03-06T14:45:00.000Z',
          plannedBy: 'person',
        }),
        call(),
      )
      assert.equal((await listed()).length, 3)
      // Moving a meeting within its own time is no overlap with itself.
      await carePlans.changeMeeting(
        changed(uuid(1003), { startsAt: '2026-03-06T14:40:00.000Z', minutes: 30 }),
        call(),
      )
    }),
  )

  it(
    'is refused without a plan, after its end, and for what is no time or way to meet',
    withContext(async (context) => {
      const { carePlans, tell, host } = await withPlan(context)
      await assert.rejects(
        carePlans.planMeeting(meeting(uuid(1001), { assignmentId: nextAssignment }), call()),
        { message: 'care-plan-not-open' },
      )
      await assert.rejects(
        carePlans.planMeeting(meeting(uuid(1001), { modality: 'fax' }), call()),
        {
          field: 'modality',
        },
      )
      await assert.rejects(
        carePlans.planMeeting(meeting(uuid(1001), { startsAt: 'soon' }), call()),
        {
          field: 'startsAt',
        },
      )
      await assert.rejects(carePlans.changeMeeting(changed(uuid(1009)), call()), {
        message: 'meeting-not-planned',
      })
      await tell(ended(), dana)
      await host.settled()
      await assert.rejects(carePlans.planMeeting(meeting(uuid(1001)), call()), {
        message: 'care-plan-closed',
      })
    }),
  )
})

describe('an encounter that names its meeting', () => {
  it(
    'takes it off what is to be written up at once, and ends it',
    withContext(async (context) => {
      const { carePlans, listed, published, host } = await withPlan(context)
      await carePlans.planMeeting(meeting(uuid(1001)), call())
      await carePlans.planMeeting(meeting(uuid(1002), { startsAt: saturday }), call())
      await carePlans.recordEncounter(note(uuid(801), uuid(1001)), call())
      assert.deepEqual(
        (await listed()).map(({ meetingId }) => meetingId),
        [uuid(1002)],
      )
      const noShow = { minutes: 0, kinds: [], noShow: true }
      await carePlans.recordEncounter(note(uuid(802), uuid(1002), noShow), call())
      assert.deepEqual(await listed(), [])
      await host.settled()
      const told = await published()
      assert.deepEqual(
        told
          .filter(({ type }) => type === 'MeetingHeld' || type === 'MeetingMissed')
          .map(({ type, data }) => [type, 'encounterId' in data && data.encounterId]),
        [
          ['MeetingHeld', uuid(801)],
          ['MeetingMissed', uuid(802)],
        ],
      )
      await assert.rejects(
        carePlans.cancelMeeting({ meetingId: uuid(1001), cancelledBy: 'peer' }, call()),
        { message: 'meeting-over' },
      )
    }),
  )

  it(
    'ends it once, however often it is delivered',
    withContext(async (context) => {
      const { carePlans, published, host, dataDir, close } = await withPlan(context)
      await carePlans.planMeeting(meeting(uuid(1001)), call())
      await carePlans.recordEncounter(note(uuid(801), uuid(1001)), call())
      await host.settled()
      const before = await published()
      await close()
      redeliverAll(dataDir)
      const again = await openWorld(dataDir)
      context.after(() => again.host.close())
      await again.host.settled()
      assert.deepEqual(await again.published(), before)
      assert.deepEqual(await again.host.bus.quarantined(), [])
    }),
  )

  it(
    'is refused for a meeting of others',
    withContext(async (context) => {
      const { carePlans, tell, host } = await withPlan(context)
      await tell(started(nextAssignment, priya, luis, nextReferral), luis)
      await host.settled()
      await carePlans.planMeeting(meeting(uuid(1001), { assignmentId: nextAssignment }), call())
      for (const meetingId of [uuid(1001), uuid(1009)])
        await assert.rejects(carePlans.recordEncounter(note(uuid(801), meetingId), call()), {
          message: 'meeting-not-planned',
        })
    }),
  )
})

describe('an assignment that ended', () => {
  it(
    'cancels the meetings that were still to come, and only those',
    withContext(async (context) => {
      const { carePlans, listed, published, host, tell } = await withPlan(context)
      // The assignment's end is said to be three hours before the clock: the second one was planned for after it.
      await carePlans.planMeeting(meeting(uuid(1001)), call())
      await carePlans.planMeeting(
        meeting(uuid(1002), { startsAt: '2026-03-05T08:00:00.000Z' }),
        call(),
      )
      await tell(
        { ...ended(), data: { ...ended().data, endedAt: '2026-03-05T09:00:00.000Z' } },
        dana,
      )
      await host.settled()
      assert.deepEqual(
        (await listed()).map(({ meetingId }) => meetingId),
        [uuid(1002)],
      )
      const cancelled = (await published()).flatMap((event) =>
        event.type === 'MeetingCancelled' ? [event.data] : [],
      )
      assert.deepEqual(
        cancelled.map(({ meetingId, cancelledBy }) => [meetingId, cancelledBy]),
        [[uuid(1001), 'system']],
      )
    }),
  )

  it(
    'cancels the former peer’s meetings at a hand-over, though the plan goes on',
    withContext(async (context) => {
      const { carePlans, listed, host, tell } = await withPlan(context)
      await carePlans.planMeeting(meeting(uuid(1001)), call())
      await tell(started(nextAssignment, priya), dana)
      await host.settled()
      await carePlans.planMeeting(meeting(uuid(1002), { assignmentId: nextAssignment }), call())
      await tell(ended(), dana)
      await host.settled()
      assert.deepEqual(await listed({ peerWorkerId: alex }), [])
      assert.deepEqual(
        (await listed({ peerWorkerId: priya })).map(({ meetingId }) => meetingId),
        [uuid(1002)],
      )
    }),
  )
})

describe('the list of meetings', () => {
  it(
    'is the same rebuilt, and holds nothing of a person who was erased',
    withContext(async (context) => {
      const { carePlans, listed, dump, host } = await withPlan(context)
      await carePlans.planMeeting(meeting(uuid(1001)), call())
      await carePlans.planMeeting(meeting(uuid(1002), { startsAt: saturday }), call())
      await carePlans.recordEncounter(note(uuid(801), uuid(1001)), call())
      await carePlans.changeMeeting(changed(uuid(1002), { minutes: 20 }), call())
      await host.settled()
      const before = await dump()
      await host.rebuild()
      assert.deepEqual(await dump(), before)
      await host.keyring.erase(dana)
      await host.settled()
      assert.deepEqual(await listed(), [])
      assert.deepEqual((await dump()).flat(), [])
      await host.rebuild()
      assert.deepEqual((await dump()).flat(), [])
    }),
  )
})
