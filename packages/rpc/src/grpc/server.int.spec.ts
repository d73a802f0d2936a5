import assert from 'node:assert/strict'
import { makeGenericClientConstructor, ChannelCredentials, status } from '@grpc/grpc-js'
import type { Metadata, ServiceError } from '@grpc/grpc-js'
import { describe, it } from '@jest/globals'
import { callerGone, patienceLeft } from '@careloom/event-sourcing'
import { eventually } from '@careloom/testing'
import { oracle } from '@careloom/testing/rpc.contract'
import { withContext } from '@careloom/testing/with-context'
import { largestMessageBytes } from '../definition.ts'
import { RpcFailure } from '../errors.ts'
import { identity, own, reach, replicas, serve } from '../testing/known.ts'
import { credentialed } from './credential.ts'
import { fromStatus, toGrpc } from './wire.ts'

const never = () => new Promise<never>(() => undefined)

describe('a server that ends', () => {
  it(
    'lets end what is under way',
    withContext(async (t) => {
      const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const { port, close } = await serve(t, {
        async ask({ text }) {
          begun.resolve()
          await gate.promise
          return { text, count: 1 }
        },
      })
      const asked = reach(t, `127.0.0.1:${port}`).ask({ text: 'under way' }, own)
      await begun.promise
      const closed = close()
      gate.resolve()
      assert.equal((await asked).text, 'under way')
      await closed
    }),
  )
  it(
    'cuts off what does not end, and tells whoever works for it; who calls is told that nobody answered',
    withContext(async (t) => {
      const begun = Promise.withResolvers<void>()
      const gone = Promise.withResolvers<void>()
      const { port, close } = await serve(t, {
        ask() {
          callerGone()?.addEventListener('abort', () => gone.resolve())
          begun.resolve()
          return never()
        },
      })
      const patient = { ...own, timeoutMs: 60_000 }
      const asked = reach(t, `127.0.0.1:${port}`).ask({ text: '' }, patient)
      const cut = assert.rejects(asked, { code: 'CL_UNAVAILABLE', retryable: true })
      await begun.promise
      await close(50)
      await cut
      await gone.promise
    }),
  )
  it(
    'takes no new call while one is under way: who is connected already is answered by another replica',
    withContext(async (t) => {
      const begun = Promise.withResolvers<void>()
      const first = await serve(t, {
        async ask({ text }) {
          if (text !== 'long') return { text, count: 1 }
          begun.resolve()
          return never()
        },
      })
      const second = await serve(t, { ask: async ({ text }) => ({ text, count: 2 }) })
      const client = reach(t, replicas(first, second))
      const answers = async () => (await client.ask({ text: '' }, own)).count
      await eventually(async () => (await answers()) === 1, 'that it is connected to the first')
      const held = reach(t, `127.0.0.1:${first.port}`).ask({ text: 'long' }, own)
      const isCut = assert.rejects(held)
      await begun.promise
      const closed = first.close(200)
      for (let i = 0; i < 10; i++) assert.equal(await answers(), 2)
      await closed
      await isCut
    }),
  )
})

describe('a message', () => {
  const isTooLarge = (asked: Promise<unknown>) =>
    assert.rejects(asked, (error) => {
      assert.ok(error instanceof RpcFailure)
      assert.deepEqual([error.code, error.retryable], ['CL_MESSAGE_TOO_LARGE', false])
      return true
    })
  it(
    'that is larger than a message may be is refused, as a request and as an answer',
    withContext(async (t) => {
      let asked = 0
      const { port } = await serve(t, {
        ask: async ({ text }) => (asked++, { text: text.repeat(2), count: 1 }),
      })
      const client = reach(t, `127.0.0.1:${port}`)
      await isTooLarge(client.ask({ text: 'x'.repeat(largestMessageBytes) }, own))
      assert.equal(asked, 0)
      await isTooLarge(client.ask({ text: 'x'.repeat(largestMessageBytes * 0.6) }, own))
      const largest = await client.ask({ text: 'x'.repeat(largestMessageBytes * 0.49) }, own)
      assert.equal(largest.text.length, 2 * Math.trunc(largestMessageBytes * 0.49))
    }),
  )
})

type Ask = (
  body: Buffer,
  headers: Metadata,
  done: (error: ServiceError | null, answer: unknown) => void,
) => void

describe('a call whose caller does not say how long they wait', () => {
  it(
    'has an end all the same, also when it is not done',
    withContext(async (t) => {
      const left: number[] = []
      const need = { longestMs: 300 }
      const { port } = await serve(t, { ask: () => (left.push(patienceLeft()), never()) }, need)
      const Stub = makeGenericClientConstructor(toGrpc(oracle), 'Oracle')
      const stub = new Stub(`127.0.0.1:${port}`, ChannelCredentials.createInsecure())
      t.after(() => stub.close())
      const body = Buffer.from('{"text":""}')
      const headers = credentialed(identity('loom'), `/${oracle.fullName}/Ask`, own, body)
      const error = await new Promise<ServiceError | null>((resolve) =>
        (stub['ask'] as unknown as Ask).call(stub, body, headers, resolve),
      )
      assert.equal(error?.code, status.DEADLINE_EXCEEDED)
      assert.equal((fromStatus(error) as RpcFailure).code, 'CL_DEADLINE_EXCEEDED')
      const [patience = Infinity] = left
      assert.ok(patience > 0 && patience <= 300, `${patience} of 300`)
    }),
  )
})
