import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { firstSchema, type Event } from '@careloom/event-sourcing'
import { grpcClient, GrpcServer } from '@careloom/rpc/grpc'
import { eventually, scratchFolder } from '@careloom/testing'
import { oracle } from '@careloom/testing/rpc.contract'
import { withContext } from '@careloom/testing/with-context'
import { EmbeddedHost } from './embedded/embedded-host.ts'

type Asked = Event<'Asked', { readonly text: string }>

/** A minute in the long form. */
const awayMs = Number(process.env['CARELOOM_AWAY_MS'] ?? 2_000)
const everyMs = 10
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const callers = { ask: { calls: [oracle.fullName] } }
const identity = { name: 'ask', key: privateKey, callers }

describe('a reaction whose neighbour is away', () => {
  it(
    'sets nothing aside, and has asked everything, once, soon after they are back',
    withContext(async (t) => {
      const host = new EmbeddedHost({ dataDir: join(scratchFolder(t), 'data') })
      t.after(() => host.close())
      const log = await host.openLog('asking', firstSchema)
      const told: string[] = []
      const open = async (address: string) => {
        const server = new GrpcServer({
          isHealthy: () => true,
          trust: { callers, keyOf: () => publicKey },
        })
        server.add(oracle, {
          ask: async ({ text }) => (told.push(text), { text, count: told.length }),
        })
        return server.listen(address)
      }
      const first = await open('127.0.0.1:0')
      const { client, close } = grpcClient(oracle, `127.0.0.1:${first.port}`, identity)
      t.after(close)
      host.react<Asked>(log, {
        name: 'ask',
        handles: ['Asked'],
        keyOf: ({ stream }) => stream,
        handle: async ({ data, id }) =>
          void (await client.ask(data, { metadata: { actor: 'system:ask', causationId: id } })),
      })
      let asked = 0
      const ask = () => {
        asked += 1
        const stream = `note-${asked % 7}-${Math.ceil(asked / 7)}`
        const event = { type: 'Asked', data: { text: String(asked) } } as const
        const because = { actor: 'test', causationId: String(asked) }
        return log.of<Asked>().append(stream, 0, [event], because)
      }
      await ask()
      await eventually(() => told.length === 1, 'the first one asked')
      await first.close()
      for (const until = performance.now() + awayMs; performance.now() < until;) {
        await ask()
        await new Promise((resolve) => setTimeout(resolve, everyMs))
      }
      assert.deepEqual([told.length, await host.bus.quarantined()], [1, []])
      assert.ok(host.status().reactions.some(({ waiting }) => waiting > 0))
      const second = await open(`127.0.0.1:${first.port}`)
      t.after(() => second.close())
      // It waits a quarter of the time that it has waited.
      await eventually(() => told.length === asked, 'everything asked', 5_000 + awayMs / 2)
      assert.deepEqual(await host.bus.quarantined(), [])
      assert.equal(new Set(told).size, asked)
    }),
  )
})
