import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, it } from '@jest/globals'
import { oracle } from './oracle.ts'
import { withContext, type TestContext } from './with-context.ts'
import {
  alsoSeen,
  CareloomError,
  havingSeen,
  InvalidInput,
  patienceLeft,
  seenSoFar,
  type RefusalCategory,
  type Seen,
} from '@careloom/event-sourcing'
import { Refused, RpcFailure, type Call, type Client, type Handlers } from '@careloom/rpc'

export { oracle }
export type OracleHandlers = Handlers<typeof oracle>
export type Connection = { readonly client: Client<typeof oracle> }
/** Serves the handlers and connects to them; both end with the test. */
export type Connect = (
  t: TestContext,
  handlers: OracleHandlers,
  options?: { onError?: (method: string, error: unknown) => void },
) => Promise<Connection>

const metadata = {
  actor: 'actor-1',
  causationId: 'cause-1',
  organization: 'org-1',
  purpose: 'TREAT',
  correlationId: 'flow-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
}
const call: Call = { metadata }

/** What every way of calling a service must do: the same results, the same three kinds of error. */
export function rpcContract(name: string, connect: Connect): void {
  describe(`rpc contract: ${name}`, () => {
    answering(connect)
    refusing(connect)
    failing(connect)
    waiting(connect)
  })
}

function answering(connect: Connect): void {
  it(
    'answers what the handler answers',
    withContext(async (t) => {
      const { client } = await connect(t, {
        ask: async ({ text }) => ({ text: `${text}!`, count: text.length }),
      })
      assert.deepEqual(await client.ask({ text: 'grüße 🧵' }, call), {
        text: 'grüße 🧵!',
        count: 8,
      })
    }),
  )
  it(
    'hands on the actor, the purpose, the causation and the expected revision',
    withContext(async (t) => {
      const calls: Call[] = []
      const { client } = await connect(t, {
        ask: async (_question, given) => (calls.push(given), { text: '', count: 0 }),
      })
      await client.ask({ text: '' }, { metadata, ifRevision: 7 })
      await client.ask({ text: '' }, { metadata: { actor: 'ünï', causationId: 'c' } })
      const [first, second] = calls.map(({ metadata: { vouched, ...said }, ...rest }) => ({
        said,
        rest,
      }))
      assert.deepEqual(first, { said: metadata, rest: { ifRevision: 7 } })
      assert.deepEqual(second, { said: { actor: 'ünï', causationId: 'c' }, rest: {} })
    }),
  )
  it(
    'hands on what its caller has seen, and its caller has seen what was recorded on the way, also where the call failed',
    withContext(async (t) => {
      const told: Seen[] = []
      const { client } = await connect(t, {
        async ask({ text }) {
          told.push(seenSoFar())
          alsoSeen({ log: 'notes', position: text.length })
          if (text === 'broken') throw new Refused({ category: 'conflict', reason: 'broken' })
          return { text, count: 1 }
        },
      })
      await havingSeen({ people: 7 }, async () => {
        await client.ask({ text: 'four' }, call)
        assert.deepEqual(seenSoFar(), { people: 7, notes: 4 })
        await client.ask({ text: 'one' }, call)
        assert.deepEqual(seenSoFar(), { people: 7, notes: 4 })
        await assert.rejects(client.ask({ text: 'broken' }, call), Refused)
        assert.deepEqual(seenSoFar(), { people: 7, notes: 6 })
      })
      assert.deepEqual(told, [{ people: 7 }, { people: 7, notes: 4 }, { people: 7, notes: 4 }])
      await client.ask({ text: 'for nobody' }, call)
      assert.deepEqual([told.at(-1), seenSoFar()], [{}, {}])
    }),
  )
  it(
    'serves many calls side by side',
    withContext(async (t) => {
      const { client } = await connect(t, { ask: async ({ text }) => ({ text, count: 1 }) })
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, i) => client.ask({ text: `${i}` }, call)),
      )
      assert.deepEqual(
        answers.map(({ text }) => text),
        Array.from({ length: 200 }, (_, i) => `${i}`),
      )
    }),
  )
}

/** What a health check over the wire must say: whether the server can work, as it is at that moment. */
export function healthContract(
  name: string,
  connect: (t: TestContext, isHealthy: () => boolean) => Promise<() => Promise<boolean>>,
): void {
  describe(`health contract: ${name}`, () => {
    it(
      'says whether it can work',
      withContext(async (t) => {
        let isHealthy = true
        const healthy = await connect(t, () => isHealthy)
        assert.equal(await healthy(), true)
        isHealthy = false
        assert.equal(await healthy(), false)
      }),
    )
  })
}

const categories: readonly RefusalCategory[] = ['incorrect', 'forbidden', 'not-found', 'conflict']

function refusing(connect: Connect): void {
  for (const category of categories)
    it(
      `carries a refusal (${category}) whole`,
      withContext(async (t) => {
        const refusal = { category, reason: 'referral-already-open', detail: { id: 'referral-1' } }
        const { client } = await connect(t, { ask: () => Promise.reject(new Refused(refusal)) })
        await assert.rejects(client.ask({ text: '' }, call), (error) => {
          assert.ok(error instanceof Refused)
          assert.deepEqual(error.refusal, refusal)
          return true
        })
      }),
    )
  it(
    'carries bad input with its field',
    withContext(async (t) => {
      const { client } = await connect(t, {
        ask: () => Promise.reject(new InvalidInput('referralId', 'must be a UUID')),
      })
      await assert.rejects(client.ask({ text: '' }, call), (error) => {
        assert.ok(error instanceof InvalidInput)
        assert.equal(error.field, 'referralId')
        assert.equal(error.message, 'referralId must be a UUID')
        return true
      })
    }),
  )
}

function failing(connect: Connect): void {
  it(
    'says nothing of what is inside a failure, and tells its own side everything',
    withContext(async (t) => {
      const told: unknown[] = []
      const inner = new TypeError('sentinel-134013 broke')
      const { client } = await connect(
        t,
        { ask: () => Promise.reject(inner) },
        { onError: (_method, error) => told.push(error) },
      )
      await assert.rejects(client.ask({ text: '' }, call), (error) => {
        assert.ok(error instanceof RpcFailure)
        assert.equal(error.code, 'CL_INTERNAL')
        assert.equal(error.retryable, false)
        assert.ok(!error.message.includes('134013'))
        return true
      })
      assert.deepEqual(told, [inner])
    }),
  )
  it(
    'treats a handler that throws at once like one that rejects',
    withContext(async (t) => {
      const { client } = await connect(t, {
        ask: () => {
          throw new Refused({ category: 'forbidden', reason: 'not-yours' })
        },
      })
      await assert.rejects(client.ask({ text: '' }, call), Refused)
    }),
  )
  it(
    'carries the code of a failure and whether to try again',
    withContext(async (t) => {
      class Busy extends CareloomError {
        readonly retryAfterMs = 70
      }
      const { client } = await connect(t, {
        ask: () =>
          Promise.reject(new Busy('CL_STORE_BUSY', 'sentinel-134013', { retryable: true })),
      })
      await assert.rejects(client.ask({ text: '' }, call), (error) => {
        assert.ok(error instanceof RpcFailure)
        assert.deepEqual(
          [error.code, error.retryable, error.retryAfterMs],
          ['CL_STORE_BUSY', true, 70],
        )
        assert.ok(!error.message.includes('134013'))
        return true
      })
    }),
  )
  it(
    'stops waiting at the deadline',
    withContext(async (t) => {
      const gate = Promise.withResolvers<void>()
      const { client } = await connect(t, {
        ask: () => gate.promise.then(() => ({ text: '', count: 0 })),
      })
      await assert.rejects(client.ask({ text: '' }, { metadata, timeoutMs: 30 }), isLate)
      gate.resolve()
    }),
  )
}

const isLate = (error: unknown): true => {
  assert.ok(error instanceof RpcFailure)
  assert.deepEqual([error.code, error.retryable], ['CL_DEADLINE_EXCEEDED', true])
  return true
}

/** A service that asks another one before it answers. */
function waiting(connect: Connect): void {
  it(
    'asks the next service for no longer than its own caller waits',
    withContext(async (t) => {
      const left: number[] = []
      const next = await connect(t, {
        ask: async () => (left.push(patienceLeft()), { text: '', count: 0 }),
      })
      const { client } = await connect(t, {
        ask: (question) => next.client.ask(question, { metadata, timeoutMs: 5_000 }),
      })
      await client.ask({ text: '' }, { metadata, timeoutMs: 2_000 })
      await client.ask({ text: '' }, { metadata, timeoutMs: 60_000 })
      const [short = Infinity, long = Infinity] = left
      assert.ok(short > 0 && short <= 2_000, `${short} of 2,000`)
      assert.ok(long > 2_000 && long <= 5_000, `${long} of 5,000`)
      assert.equal(patienceLeft(), Infinity)
    }),
  )
  it(
    'asks nobody any more when its own caller has stopped waiting',
    withContext(async (t) => {
      const asked: string[] = []
      const next = await connect(t, {
        ask: async ({ text }) => (asked.push(text), { text, count: 0 }),
      })
      const ended = Promise.withResolvers<unknown>()
      const { client } = await connect(t, {
        async ask(question) {
          while (patienceLeft() > 0) await sleep(1)
          const answer = next.client.ask(question, { metadata })
          await answer.then(() => ended.resolve('answered'), ended.resolve)
          return answer
        },
      })
      await assert.rejects(client.ask({ text: 'late' }, { metadata, timeoutMs: 300 }), isLate)
      isLate(await ended.promise)
      assert.deepEqual(asked, [])
    }),
  )
  it(
    'is told that it is late, not that somebody is away, when its own caller leaves while it asks',
    withContext(async (t) => {
      const [gate, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()]
      const next = await connect(t, {
        ask: ({ text }) => gate.promise.then(() => ({ text, count: 0 })),
      })
      const { client } = await connect(t, {
        async ask(question) {
          const answer = next.client.ask(question, { metadata })
          await answer.then(() => ended.resolve('answered'), ended.resolve)
          return answer
        },
      })
      await assert.rejects(client.ask({ text: 'late' }, { metadata, timeoutMs: 300 }), isLate)
      isLate(await ended.promise)
      gate.resolve()
    }),
  )
}
