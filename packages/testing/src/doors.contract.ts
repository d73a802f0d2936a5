import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { allDoorsHaveSeen, openDoor, type Doors, type Place } from '@careloom/event-sourcing'
import { eventually } from './notes.ts'
import { withContext, type TestContext } from './with-context.ts'

export type DoorsUnderTest = {
  /** Doors as a process of its own sees them. */
  another(): Doors
  /** Lets time go by. */
  pass(ms: number): void
  nowMs(): number
}

export type OpenDoors = (t: TestContext) => Promise<DoorsUnderTest>

const revoked: Place = { log: 'people', position: 7 }
const forMs = 1_250

/** What every place where doors meet must do, and what doors make of it. */
export function doorsContract(name: string, open: OpenDoors): void {
  describe(`doors contract: ${name}`, () => {
    meeting(open)
    serving(open)
  })
}

function meeting(open: OpenDoors): void {
  it(
    'names the doors that are there and have not seen a place',
    withContext(async (t) => {
      const { another } = await open(t)
      const [one, two] = [another(), another()]
      await one.renew('one', { people: 7 }, forMs)
      await two.renew('two', { people: 6, referrals: 9 }, forMs)
      assert.deepEqual(await another().behind(revoked), ['two'])
      await two.renew('two', { people: 8 }, forMs)
      assert.deepEqual(await another().behind(revoked), [])
    }),
  )
  it(
    'waits for no door whose time is over, or that has left',
    withContext(async (t) => {
      const { another, pass } = await open(t)
      const doors = another()
      await doors.renew('one', {}, forMs)
      await doors.renew('two', {}, 2 * forMs)
      pass(forMs)
      assert.deepEqual(await another().behind(revoked), ['two'])
      await doors.leave('two')
      assert.deepEqual(await another().behind(revoked), [])
    }),
  )
  it(
    'tells each door what has been waited for, whenever it comes',
    withContext(async (t) => {
      const { another } = await open(t)
      await another().behind(revoked)
      await another().behind({ log: 'people', position: 5 })
      await another().behind({ log: 'referrals', position: 2 })
      assert.deepEqual(await another().awaited(), { people: 7, referrals: 2 })
      assert.deepEqual(await another().renew('late', {}, forMs), { people: 7, referrals: 2 })
    }),
  )
}

/** A door that sees what it is asked for when it may. */
function door(t: TestContext, { another, nowMs }: DoorsUnderTest, name: string) {
  const process = { maySee: true, isPaused: false, saw: [] as Place[] }
  const doors = another()
  const unlessPaused =
    <A extends readonly unknown[], T>(step: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      await eventually(() => !process.isPaused, 'that it goes on', 20_000)
      return step(...given)
    }
  const paused: Doors = {
    awaited: unlessPaused(doors.awaited),
    renew: unlessPaused(doors.renew),
    leave: doors.leave,
    behind: doors.behind,
  }
  const sees = async (place: Place) => {
    if (!process.maySee) throw new Error('late')
    process.saw.push(place)
  }
  const opened = openDoor(paused, name, sees, { everyMs: 5, nowMs })
  t.after(() => {
    process.isPaused = false
    return opened.close()
  })
  return { process, door: opened, doors, isOpen: () => opened.shut === undefined }
}

function serving(open: OpenDoors): void {
  it(
    'lets whoever revokes wait until every door has seen it',
    withContext(async (t) => {
      const under = await open(t)
      const [one, two] = [door(t, under, 'one'), door(t, under, 'two')]
      await eventually(() => one.isOpen() && two.isOpen(), 'both doors')
      two.process.maySee = false
      let isAnswered = false
      const answer = allDoorsHaveSeen(under.another(), revoked, 20_000, [one.door]).then(
        () => void (isAnswered = true),
      )
      await eventually(() => one.process.saw.length > 0, 'that the first has seen it')
      const others = await under.another().behind(revoked)
      assert.ok(others.includes('two'))
      assert.equal(isAnswered, false)
      two.process.maySee = true
      await answer
      assert.deepEqual([one.process.saw, two.process.saw], [[revoked], [revoked]])
      assert.ok(one.isOpen() && two.isOpen())
    }),
  )
  it(
    'fails whoever revokes when a door that serves is late',
    withContext(async (t) => {
      const under = await open(t)
      const one = door(t, under, 'one')
      await eventually(() => one.isOpen(), 'the door')
      one.process.maySee = false
      await assert.rejects(allDoorsHaveSeen(under.another(), revoked, 20, [one.door]), {
        code: 'CL_NOT_CAUGHT_UP',
        retryable: true,
      })
    }),
  )
  it(
    'shuts a door that is late for a second, and then nobody waits for it',
    withContext(async (t) => {
      const under = await open(t)
      const one = door(t, under, 'one')
      await eventually(() => one.isOpen(), 'the door')
      one.process.maySee = false
      await under.another().behind(revoked)
      one.door.look(revoked)
      await eventually(() => {
        under.pass(10)
        return !one.isOpen()
      }, 'that it is shut')
      assert.throws(() => one.door.pass(), { code: 'CL_UNAVAILABLE', retryable: true })
      under.pass(forMs)
      await allDoorsHaveSeen(under.another(), revoked, 20, [])
      one.process.maySee = true
      await eventually(() => one.isOpen(), 'that it is open again')
      one.door.pass()
    }),
  )
  it(
    'opens a door that was paused only when it has seen what was answered meanwhile',
    withContext(async (t) => {
      const under = await open(t)
      const one = door(t, under, 'one')
      await eventually(() => one.isOpen(), 'the door')
      one.process.isPaused = true
      one.process.maySee = false
      under.pass(forMs)
      assert.equal(one.isOpen(), false)
      await allDoorsHaveSeen(under.another(), revoked, 20, [])
      one.process.isPaused = false
      let looks = 0
      await eventually(async () => {
        assert.equal(one.isOpen(), false)
        assert.deepEqual(await under.another().behind(revoked), [], 'it holds up nobody')
        return (looks += 1) > 20
      }, 'twenty looks')
      one.process.maySee = true
      await eventually(() => one.isOpen(), 'that it is open again')
      assert.deepEqual(one.process.saw, [revoked])
    }),
  )
  it(
    'does not open when something was waited for just before it said that it is there',
    withContext(async (t) => {
      const under = await open(t)
      const doors = under.another()
      let renewals = 0
      const renew: Doors['renew'] = async (...given) => {
        await under.another().behind(revoked)
        const awaited = await doors.renew(...given)
        renewals += 1
        return awaited
      }
      let maySee = false
      const sees = async () => {
        if (!maySee) throw new Error('late')
      }
      const late = openDoor({ ...doors, renew }, 'late', sees, { everyMs: 5, nowMs: under.nowMs })
      t.after(() => late.close())
      await eventually(() => renewals === 1, 'that it says so')
      for (let looks = 0; looks < 20; looks++) {
        await under.another().behind(revoked)
        assert.notEqual(late.shut, undefined)
      }
      maySee = true
      await eventually(() => late.shut === undefined, 'that it opens')
    }),
  )
  it(
    'is shut when it is closed, and waited for by nobody',
    withContext(async (t) => {
      const under = await open(t)
      const one = door(t, under, 'one')
      await eventually(() => one.isOpen(), 'the door')
      await one.door.close()
      assert.equal(one.isOpen(), false)
      assert.deepEqual(await under.another().behind(revoked), [])
    }),
  )
}
