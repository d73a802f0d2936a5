import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { connectMongo, leasesNeed } from '@careloom/mongodb'
import { personTopic } from '@careloom/proto/people'
import { eventually } from '@careloom/testing'
import { startKafka, startMongo, type Kafka, type Mongo } from '@careloom/testing/engines'
import { freePort } from '@careloom/testing/free-port'
import { withContext } from '@careloom/testing/with-context'
import { startProcess } from './start-process.ts'
import { migratedHouse } from './testing/house-env.ts'

let mongo: Mongo
let kafka: Kafka
beforeAll(async () => {
  ;[mongo, kafka] = await Promise.all([startMongo(), startKafka()])
})
afterAll(() => Promise.all([mongo.remove(), kafka.remove()]))

type Held = { readonly _id: string; readonly until: Date }

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '::1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

describe('a process that is told to end before it is ready', () => {
  it(
    'gives back what it holds, at once: leases and ports',
    withContext(async (t) => {
      const env = await migratedHouse(t, mongo, kafka)
      const connection = await connectMongo(mongo.url, { database: env['CARELOOM_DATABASE'] ?? '' })
      t.after(() => connection.close())
      const held = () =>
        connection
          .collection<Held>(leasesNeed.name)
          .find({ $expr: { $gt: ['$until', '$$NOW'] } })
          .toArray()
      const [grpc, operations] = [await freePort(), await freePort()]
      const away = [{ service: 'people', address: `127.0.0.1:${await freePort()}` }]
      const ending = new AbortController()
      const starting = startProcess({
        name: 'referrals',
        env: {
          ...env,
          HOST: '::1',
          GRPC_PORT: String(grpc),
          OPERATIONS_PORT: String(operations),
          CARELOOM_SERVICES: JSON.stringify(away),
        },
        ending: ending.signal,
        log: () => undefined,
        async start({ as }) {
          const host = as('referrals')
          host.every('chores', 50, async () => undefined)
          // Whoever publishes it is not there, so that it never gets ready.
          host.bus.feed(personTopic)
        },
      })
      let failed: unknown
      starting.catch((error: unknown) => (failed = error))
      await eventually(async () => (await held()).length > 0, 'that it holds a lease', 60_000)
      await eventually(() => answers(grpc), 'that it can be called', 60_000)
      const answer = await fetch(`http://[::1]:${operations}/readyz`)
      assert.deepEqual([answer.status, await answer.json()], [503, { status: 'starting' }])
      assert.equal(failed, undefined)
      ending.abort()
      assert.equal(await starting, undefined)
      assert.deepEqual(await held(), [])
      for (const port of [grpc, operations]) {
        const server = createServer().listen(port, '::1')
        await once(server, 'listening')
        server.close()
      }
    }),
    120_000,
  )
})
