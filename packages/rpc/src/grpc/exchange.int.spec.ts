import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import {
  LogServiceDefinition,
  type HandOverRequest,
  type HandOverResponse,
} from '@careloom/proto/log'
import { eventually } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { RpcFailure } from '../errors.ts'
import { identity, trust } from '../testing/known.ts'
import type { Identity, Trust } from './credential.ts'
import { Exchange } from './exchange.ts'
import { GrpcServer } from './server.ts'

type Answering = (message: HandOverRequest) => Promise<HandOverResponse>

/** Only a process of the same service, which is `loom`. */
const amongLooms = {
  loom: { calls: [LogServiceDefinition.fullName] },
  spindle: { calls: [LogServiceDefinition.fullName] },
}
const onlyLoom: Trust = { ...trust, callers: { loom: amongLooms.loom } }

const message = (log: string): HandOverRequest => ({ log, appends: [] })
const answer = (position: number): HandOverResponse => ({ answers: [{ outcome: 1, position }] })
const enoughMs = 30_000

async function serve(t: TestContext, answering: Answering, port = 0) {
  const server = new GrpcServer({ isHealthy: () => true, trust })
  server.addExchange(LogServiceDefinition, answering, onlyLoom)
  const running = await server.listen(`127.0.0.1:${port}`)
  t.after(() => running.close(0))
  return running
}

function reach(
  t: TestContext,
  { port }: { readonly port: number },
  as = identity('loom'),
  cause?: string,
) {
  const saying: Identity = { ...as, callers: amongLooms }
  const options = cause === undefined ? {} : { causeOf: () => cause }
  const exchange = new Exchange(LogServiceDefinition, `127.0.0.1:${port}`, saying, options)
  t.after(() => exchange.close())
  return exchange
}

const positionsIn = ({ answers }: HandOverResponse) => answers.map(({ position }) => position)
const failsWith = (asked: Promise<unknown>, code: string, reason?: string) =>
  assert.rejects(asked, (error) => {
    assert.ok(error instanceof RpcFailure, String(error))
    assert.deepEqual([error.code, error.reason], [code, reason])
    return true
  })

describe('a stream between two processes', () => {
  it(
    'answers message by message',
    withContext(async (t) => {
      const exchange = reach(t, await serve(t, async ({ log }) => answer(Number(log))))
      for (let i = 1; i <= 3; i++)
        assert.deepEqual(positionsIn(await exchange.ask(message(`${i}`), enoughMs)), [i])
    }),
  )
  it(
    'is opened to nobody of another service, whoever they are otherwise',
    withContext(async (t) => {
      let answered = 0
      const server = await serve(t, async () => answer((answered += 1)))
      const ask = (name: string) => reach(t, server, identity(name)).ask(message('a'), enoughMs)
      await failsWith(ask('spindle'), 'CL_CALLER_UNKNOWN', 'caller-not-declared')
      await failsWith(
        reach(t, server, { ...identity('spindle'), name: 'loom' }).ask(message('a'), enoughMs),
        'CL_CALLER_UNKNOWN',
        'credential-not-genuine',
      )
      assert.equal(answered, 0)
    }),
  )
  it(
    'is not opened by a credential that opened one before',
    withContext(async (t) => {
      const server = await serve(t, async () => answer(1))
      // Of the same moment and for the same cause: the same credential.
      const at = Date.now()
      const same: Identity = { ...identity('loom'), nowMs: () => at }
      const [one, two] = [1, 2].map(() => reach(t, server, same, 'the same cause'))
      await one?.ask(message('a'), enoughMs)
      await failsWith(
        two?.ask(message('a'), enoughMs) ?? assert.fail(),
        'CL_CALLER_UNKNOWN',
        'credential-used-before',
      )
    }),
  )
  it(
    'is begun anew after an answer that did not come in time, which is nobody else’s then',
    withContext(async (t) => {
      const held: (() => void)[] = []
      const exchange = reach(
        t,
        await serve(t, async ({ log }) => {
          if (log === 'slow') await new Promise<void>((resolve) => held.push(resolve))
          return answer(log === 'slow' ? 1 : 2)
        }),
      )
      await failsWith(exchange.ask(message('slow'), 500), 'CL_DEADLINE_EXCEEDED')
      await eventually(() => held.length > 0, 'that it was asked', 60_000)
      const next = exchange.ask(message('next'), enoughMs)
      held[0]?.()
      assert.deepEqual(positionsIn(await next), [2])
    }),
  )
  it(
    'ends when a process ends: what it has is answered first, and nothing is taken after it',
    withContext(async (t) => {
      let go: () => void = () => undefined
      let asked = 0
      const server = await serve(t, async () => {
        asked += 1
        await new Promise<void>((resolve) => (go = resolve))
        return answer(1)
      })
      const exchange = reach(t, server)
      const last = exchange.ask(message('a'), enoughMs)
      await eventually(() => asked === 1, 'that it was asked', 60_000)
      const closed = server.close(enoughMs)
      go()
      assert.deepEqual(positionsIn(await last), [1])
      await closed
      await failsWith(exchange.ask(message('b'), enoughMs), 'CL_UNAVAILABLE')
      assert.equal(asked, 1)
    }),
  )
  it(
    'does not keep a process from its end',
    withContext(async (t) => {
      const server = await serve(t, async () => answer(1))
      await reach(t, server).ask(message('a'), enoughMs)
      const cut = Symbol('cut off')
      const late = new Promise((resolve) => setTimeout(resolve, enoughMs, cut).unref())
      assert.notEqual(await Promise.race([server.close(2 * enoughMs), late]), cut)
    }),
  )
})
