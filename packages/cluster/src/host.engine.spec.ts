import { afterAll, beforeAll } from '@jest/globals'
import { hostContract } from '@careloom/hosting/host.contract'
import { Metrics, noTracing } from '@careloom/telemetry'
import { startKafka, startMongo, type Kafka, type Mongo } from '@careloom/testing/engines'
import { settings } from './config.ts'
import { openHost } from './open-host.ts'
import { migratedHouse } from './testing/house-env.ts'
import { waysIn } from './ways.ts'

let mongo: Mongo
let kafka: Kafka
beforeAll(async () => {
  ;[mongo, kafka] = await Promise.all([startMongo(), startKafka()])
})
afterAll(() => Promise.all([mongo.remove(), kafka.remove()]))

hostContract('cluster', async (t) => {
  const env = await migratedHouse(t, mongo, kafka)
  const config = settings.read(env)
  const onError = () => undefined
  const metrics = new Metrics()
  const { timeZone } = config
  const told = { env, timeZone, nowMs: Date.now, tracing: noTracing, metrics, onError }
  return async () => {
    const { host } = await openHost('workforce', config, told, waysIn(config, onError), () => true)
    return { host, close: () => host.close() }
  }
})
