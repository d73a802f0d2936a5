import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, it } from '@jest/globals'
import { eventually } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { OracleHandlers } from '@careloom/testing/rpc.contract'
import { own, reach, replicas, serve } from '../testing/known.ts'

const never = () => new Promise<never>(() => undefined)

/** What two replicas share: what was recorded, by its causation. */
function board() {
  const recorded = new Map<string, number>()
  const record = (causation: string): number => {
    const first = recorded.get(causation) ?? recorded.size + 1
    recorded.set(causation, first)
    return first
  }
  return { recorded, record }
}

/** Accepts and never answers, as a process does that was stopped. */
async function standing(t: TestContext) {
  const held: Socket[] = []
  const server = createServer((socket) => held.push(socket.on('error', () => undefined)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of held) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, held }
}

/** Stands before a port; from `stop` on nothing goes through, and nobody is told. */
async function before(t: TestContext, port: number) {
  const open: Socket[] = []
  let isStopped = false
  const server = createServer((socket) => {
    const inner = connect(port, '127.0.0.1')
    for (const each of [socket, inner]) open.push(each.on('error', () => undefined))
    if (!isStopped) socket.pipe(inner).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      isStopped = true
      for (const socket of open) socket.unpipe().pause()
    },
  }
}

describe('of two replicas', () => {
  it(
    'one is killed while it handles a command: the other answers what was recorded, once',
    withContext(async (t) => {
      const { recorded, record } = board()
      const asked: string[] = []
      const begun: (() => void)[] = []
      const handlers = (name: string): OracleHandlers => ({
        async ask({ text }, { metadata }) {
          asked.push(name)
          const count = record(metadata.causationId)
          if (asked.length > 1) return { text, count }
          begun.shift()?.()
          return never()
        },
      })
      const both = {
        first: await serve(t, handlers('first')),
        second: await serve(t, handlers('second')),
      }
      const isBegun = new Promise<void>((resolve) => begun.push(resolve))
      const answer = reach(t, replicas(both.first, both.second)).ask({ text: 'command' }, own)
      await isBegun
      const [killed = 'first'] = asked
      await both[killed as keyof typeof both].close(0)
      assert.deepEqual(await answer, { text: 'command', count: 1 })
      assert.deepEqual(new Set(asked), new Set(['first', 'second']))
      assert.equal(recorded.size, 1)
    }),
  )
  it(
    'one accepts and never answers: the other is asked',
    withContext(async (t) => {
      const { port, held } = await standing(t)
      const running = await serve(t, { ask: async ({ text }) => ({ text, count: 1 }) })
      const client = reach(t, replicas({ port }, running))
      for (let i = 0; i < 20; i++) assert.equal((await client.ask({ text: '' }, own)).count, 1)
      assert.ok(held.length > 0)
    }),
  )
  it(
    'one stands still while it is asked: the other answers when that is noticed, and all after it',
    withContext(async (t) => {
      let isHeld = false
      const held = await serve(t, { ask: () => ((isHeld = true), never()) })
      const stands = await before(t, held.port)
      const answers = await serve(t, { ask: async ({ text }) => ({ text, count: 2 }) })
      const client = reach(t, replicas(stands, answers))
      const waiting: Promise<{ count: number }>[] = []
      const patient = { ...own, timeoutMs: 60_000 }
      const ask = () => void waiting.push(client.ask({ text: '' }, patient))
      await eventually(() => (ask(), isHeld), 'one waits', 60_000)
      stands.stop()
      for (const answer of waiting) assert.equal((await answer).count, 2)
      for (let i = 0; i < 20; i++) assert.equal((await client.ask({ text: '' }, own)).count, 2)
    }),
  )
})
