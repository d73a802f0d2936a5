import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { because, openScratchLog } from '@careloom/testing'
import { commandHandler } from './command-handler.ts'
import { accept, refuse, type Decider, type Event } from './decider.ts'
import { projection } from './projection.ts'
import { runProjection } from './sqlite/rows/run-projection.ts'
import { scheduler, type FireTimer, type Timer } from './timers.ts'
import { parseInstant } from './values.ts'

type Deadline = Event<'DeadlineSet', { dueAt: string }> | Event<'DeadlinePassed', { dueAt: string }>
type State = { readonly dueAt: string | null }

const decider: Decider<State, 'pass', Deadline> = {
  initialState: { dueAt: null },
  evolve: (_state, event) => ({ dueAt: event.type === 'DeadlineSet' ? event.data.dueAt : null }),
  decide: (_command, { dueAt }) =>
    dueAt === null
      ? refuse('conflict', 'no-deadline')
      : accept({ type: 'DeadlinePassed', data: { dueAt } }),
}

const deadlines = projection<Deadline, Timer>({
  name: 'deadlines',
  version: 1,
  key: (_data, { stream }) => stream,
  person: 'nobody',
  on: {
    DeadlineSet: (_row, { dueAt }, { stream }) => ({
      dueAt: parseInstant('dueAt', dueAt),
      command: 'pass',
      subject: stream,
    }),
    DeadlinePassed: () => null,
  },
  indexes: { dueAt: (row) => [row.dueAt] },
})

const at = (minute: number) =>
  parseInstant('at', `2026-11-09T14:${String(minute).padStart(2, '0')}:00.000Z`)

async function open(t: TestContext) {
  const { store, readModels, keyring } = await openScratchLog<Deadline>(t)
  const timers = runProjection(deadlines, readModels(), [store.feed], keyring)
  t.after(() => timers.close())
  const handle = commandHandler(decider, store)
  const set = async (stream: string, minute: number) => {
    const { length } = await store.read(stream)
    await timers.reached(
      (
        await store.append(
          stream,
          length,
          [{ type: 'DeadlineSet', data: { dueAt: at(minute) } }],
          because(),
        )
      ).position,
    )
  }
  const fire: FireTimer = (timer, metadata) => handle(timer.subject, 'pass', metadata)
  const passed = async () =>
    (await store.feed.readAll(0, 10_000)).events
      .filter((event) => event.type === 'DeadlinePassed')
      .map(({ stream }) => stream)
  const run = (now: () => number, how: FireTimer = fire, onError?: (error: unknown) => void) =>
    scheduler(timers, how, () => at(now()), onError)
  return { timers, set, fire, passed, run }
}

describe('timers', () => {
  it(
    'fire when they are due and not before',
    withContext(async (t) => {
      const { set, passed, run } = await open(t)
      let now = 9
      await set('case-1', 10)
      const running = run(() => now)
      assert.equal(await running.tick(), 0)
      now = 10
      assert.equal(await running.tick(), 1)
      assert.deepEqual(await passed(), ['case-1'])
    }),
  )
  it(
    'fire once, however many schedulers and restarts look at them',
    withContext(async (t) => {
      const { timers, set, passed, run } = await open(t)
      for (let i = 0; i < 30; i++) await set(`case-${i}`, i % 3)
      await Promise.all([run(() => 30).tick(), run(() => 30).tick(), run(() => 30).tick()])
      await timers.caughtUp()
      await run(() => 30).tick()
      assert.equal((await passed()).length, 30)
      assert.equal(new Set(await passed()).size, 30)
    }),
  )
  it(
    'fire after a crash that came between the command and the memory of it',
    withContext(async (t) => {
      const { set, fire, passed, run } = await open(t)
      await set('case-1', 1)
      await run(
        () => 2,
        async (timer, metadata) => {
          await fire(timer, metadata)
          throw new Error('died')
        },
      ).tick()
      await run(() => 2).tick()
      assert.deepEqual(await passed(), ['case-1'])
    }),
  )
  it(
    'are sent again while they have not left, whatever was answered, at ever longer pauses',
    withContext(async (t) => {
      const { set, run } = await open(t)
      await set('case-1', 1)
      const ticks: number[] = []
      let tick = 0
      const nothingYet: FireTimer = async () => {
        ticks.push(tick)
        if (ticks.length === 1) throw new Error('busy')
        const reason = ticks.length === 2 ? 'too-many-conflicts' : 'no-deadline'
        return ticks.length > 3
          ? undefined
          : { ok: false, refusal: { category: 'conflict', reason } }
      }
      const running = run(() => 2, nothingYet)
      for (tick = 0; tick < 400; tick++) await running.tick()
      assert.deepEqual(ticks.slice(0, 8), [0, 1, 3, 7, 15, 31, 63, 127])
      assert.deepEqual(ticks.slice(8), [247, 367])
    }),
  )
  it(
    'that changed nothing because of a clock set back are fired when it is right again',
    withContext(async (t) => {
      const { timers, set, fire, passed, run } = await open(t)
      await set('case-1', 1)
      let isEarly = true
      const early: FireTimer = async (timer, metadata) =>
        isEarly ? undefined : fire(timer, metadata)
      const running = run(() => 2, early)
      await running.tick()
      isEarly = false
      await running.tick()
      await timers.caughtUp()
      await running.tick()
      assert.deepEqual(await passed(), ['case-1'])
    }),
  )
  it(
    'fire again when the deadline was set anew',
    withContext(async (t) => {
      const { timers, set, passed, run } = await open(t)
      const running = run(() => 30)
      await set('case-1', 1)
      await running.tick()
      await timers.caughtUp()
      await set('case-1', 20)
      await running.tick()
      assert.deepEqual(await passed(), ['case-1', 'case-1'])
    }),
  )
  it(
    'are not held up by one that fails, nor by hundreds that stay',
    withContext(async (t) => {
      const { set, fire, passed, run } = await open(t)
      for (let i = 0; i < 230; i++) await set(`a-stuck-${i}`, 1)
      await set('b-fine', 2)
      const errors: unknown[] = []
      const stuckFails: FireTimer = (timer, metadata) => {
        if (timer.subject.startsWith('a-stuck')) throw new Error('cannot')
        return fire(timer, metadata)
      }
      await run(
        () => 30,
        stuckFails,
        (error) => errors.push(error),
      ).tick()
      assert.deepEqual(await passed(), ['b-fine'])
      assert.equal(errors.length, 230)
    }),
  )
})
