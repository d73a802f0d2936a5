import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import {
  busy,
  diskFull,
  keyErased,
  unsure,
  wrongRevision,
  type AppendItem,
  type Asked,
} from '@careloom/event-sourcing/log'
import type { HandOverRequest, HandOverResponse } from '@careloom/proto/log'
import { eventually } from '@careloom/testing/notes'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { fromAppend, toAnswer } from './hand-over.ts'
import { LogHolding } from './log-holding.ts'

const patienceMs = 50_000

const appendOf = (stream: string, text = '[{}]'): Asked => {
  const item: AppendItem = [0, stream, 3, 2, 'id-1 A 1\nid-2 B 1', 'now', 'person', 'c', '{}', text]
  return { item, until: performance.now() + patienceMs }
}

type Answering = (request: HandOverRequest, place: string) => Promise<HandOverResponse>

/** A process of which the test says who holds the lease, and what that one answers. */
async function holding(t: TestContext, answering: Answering) {
  const state = { holder: 'there:1', released: 0, closed: [] as string[] }
  const taken: ((answers: readonly number[]) => void)[] = []
  const log = new LogHolding(
    {
      log: 'notes',
      everyMs: 3,
      onError: (error) => assert.fail(String(error)),
      reach: (place) => ({
        ask: (request) => answering(request, place),
        close: () => void state.closed.push(place),
      }),
    },
    () => new Promise((resolve) => taken.push(resolve)),
  )
  const lease = {
    acquire: async () => (state.holder === 'here:1' ? 1 : undefined),
    release: async () => void (state.released += 1),
    place: async () => state.holder,
  }
  log.begin(lease, 'here:1')
  t.after(() => log.close())
  const turnedTo = async (place: string) => {
    state.holder = place
    const isTurned = () => (place === 'here:1' ? log.isHeld : log.holderPlace === place)
    await eventually(isTurned, 'that it knows', 60_000)
  }
  await turnedTo('there:1')
  return { log, state, taken, turnedTo }
}

const appended = ({ appends }: HandOverRequest): HandOverResponse => ({
  answers: appends.map(({ stream }) => toAnswer(Number(stream))),
})

describe('a process that hands over', () => {
  it(
    'is answered as it would be by itself, in the order in which it asked',
    withContext(async (t) => {
      const { log } = await holding(t, async (request) => appended(request))
      const answers = [7, wrongRevision, keyErased, diskFull, busy, unsure, 9]
      const asked = answers.map((answer) => appendOf(String(answer)))
      assert.deepEqual(await log.direction()?.(asked), answers)
    }),
  )
  it(
    'says all that is to be appended, and how long it still waits',
    withContext(async (t) => {
      const asked = appendOf('1')
      const { log } = await holding(t, async (request) => {
        assert.equal(request.log, 'notes')
        const [found] = request.appends.map(fromAppend)
        assert.deepEqual(found?.item, asked.item)
        const [waitMs = 0] = request.appends.map((append) => append.waitMs)
        assert.ok(waitMs > 0 && waitMs <= patienceMs, String(waitMs))
        return appended(request)
      })
      assert.deepEqual(await log.direction()?.([asked]), [1])
    }),
  )
  it(
    'says it in several messages where it is much, and nothing of what no message holds',
    withContext(async (t) => {
      const messages: number[] = []
      const { log } = await holding(t, async (request) => {
        messages.push(request.appends.length)
        return appended(request)
      })
      const large = 'x'.repeat(400_000)
      const asked = [1, 2, 3, 4, 5].map((n) => appendOf(String(n), large))
      assert.deepEqual(await log.direction()?.(asked), [1, 2, 3, 4, 5])
      assert.deepEqual(messages, [2, 2, 1])
      const tooLarge = [appendOf('6'), appendOf('7', 'x'.repeat(3_000_000))]
      assert.deepEqual(await log.direction()?.(tooLarge), [unsure, unsure])
      assert.equal(messages.length, 3)
    }),
  )
  it(
    'hands nothing to whoever did not answer, until another one holds the log',
    withContext(async (t) => {
      const { log, state, turnedTo } = await holding(t, async (request, place) => {
        if (place === 'there:1') throw new Error('away')
        return appended(request)
      })
      await assert.rejects(log.direction()?.([appendOf('1')]) ?? assert.fail(), /away/)
      assert.equal(log.direction(), undefined)
      await turnedTo('there:2')
      assert.deepEqual(await log.direction()?.([appendOf('1')]), [1])
      assert.deepEqual(state.closed, ['there:1'])
    }),
  )
})

describe('a process that is handed something', () => {
  it(
    'takes nothing unless it holds the log',
    withContext(async (t) => {
      const { log, taken } = await holding(t, async (request) => appended(request))
      assert.deepEqual(await log.answer([appendOf('1')]), [unsure])
      assert.equal(taken.length, 0)
    }),
  )
  it(
    'answers what it has before it lets another one hold the log',
    withContext(async (t) => {
      const { log, state, taken, turnedTo } = await holding(t, async (request) => appended(request))
      await turnedTo('here:1')
      assert.equal(log.direction(), undefined)
      const answer = log.answer([appendOf('1')])
      const closed = log.close()
      await eventually(() => !log.isHeld, 'that it takes nothing', 60_000)
      assert.deepEqual(await log.answer([appendOf('2')]), [unsure])
      assert.deepEqual([taken.length, state.released], [1, 0])
      taken[0]?.([5])
      assert.deepEqual(await answer, [5])
      await closed
      assert.equal(state.released, 1)
    }),
  )
})
