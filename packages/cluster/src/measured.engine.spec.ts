import assert from 'node:assert/strict'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { firstSchema } from '@careloom/event-sourcing'
import { personTopic } from '@careloom/proto/people'
import { instruments, Metrics, noTracing, type Instrument } from '@careloom/telemetry'
import { because, eventually, personA, scratchFolder, written } from '@careloom/testing'
import { startKafka, startMongo, type Kafka, type Mongo } from '@careloom/testing/engines'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { settings } from './config.ts'
import { openHost } from './open-host.ts'
import { ownPlace } from './own-place.ts'
import { migratedHouse } from './testing/house-env.ts'
import { waysIn } from './ways.ts'

let mongo: Mongo
let kafka: Kafka
beforeAll(async () => {
  ;[mongo, kafka] = await Promise.all([startMongo(), startKafka()])
})
afterAll(() => Promise.all([mongo.remove(), kafka.remove()]))

const withinMs = 60_000

/** One of the processes of a service: the first one that is opened holds its log. */
async function replica(t: TestContext, env: Record<string, string>) {
  const config = settings.read({ ...env, CARELOOM_VIEWS: join(scratchFolder(t), 'views') })
  const onError = () => undefined
  const metrics = new Metrics()
  const { timeZone } = config
  const told = { env, timeZone, nowMs: Date.now, tracing: noTracing, metrics, onError }
  const ways = waysIn(config, onError)
  const { host, server, logs } = await openHost('people', config, told, ways, () => true)
  const log = await host.openLog('people', firstSchema)
  host.publish(log, { topic: personTopic, types: [], map: () => undefined })
  const listening = await server.listen('127.0.0.1:0', ways.server)
  t.after(async () => {
    await listening.close()
    await logs.close()
    await host.close()
  })
  logs.begin(ownPlace(config, listening.port))
  const scraped = () => metrics.registry.metrics()
  const says = (line: string) =>
    eventually(async () => (await scraped()).includes(`${line}\n`), line, withinMs)
  return { log, scraped, says }
}

describe('what the processes of a service measure', () => {
  it(
    'holds every instrument of a cluster, each told by whoever knows it',
    withContext(async (t) => {
      const env = await migratedHouse(t, mongo, kafka)
      const holder = await replica(t, env)
      const lease = 'log people of people'
      await holder.says(`careloom_lease_held{lease="${lease}"} 1`)
      const other = await replica(t, env)
      await other.says(`careloom_lease_held{lease="${lease}"} 0`)
      let count = 0
      await eventually(
        async () => {
          const stream = `note-${++count}`
          await other.log.of().append(stream, 0, [written('x')], because({ person: personA }))
          return (await other.scraped()).includes('careloom_appends_handed_over_total{')
        },
        'that appends are handed over',
        withinMs,
      )
      await holder.says('careloom_appends_taken_total{log="people"} 1')
      await holder.says(`careloom_relay_behind{topic="${personTopic}"} 0`)
      assert.doesNotMatch(await other.scraped(), /^careloom_relay_behind\{/m)
      const text = `${await holder.scraped()}\n${await other.scraped()}`
      const missing = Object.entries<Instrument>(instruments)
        .filter(([, { where }]) => where === 'cluster')
        .filter(([name, { kind }]) => !text.includes(`# TYPE ${name} ${kind}\n`))
      assert.deepEqual(missing, [])
    }),
    120_000,
  )
})
