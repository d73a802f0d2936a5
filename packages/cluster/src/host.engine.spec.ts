import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll } from '@jest/globals'
import { hostContract } from '@careloom/hosting/host.contract'
import { makeSecrets } from '@careloom/hosting/running'
import { callers } from '@careloom/proto/callers'
import { makeCallerKeys } from '@careloom/rpc/grpc'
import { noTracing } from '@careloom/telemetry'
import { scratchFolder } from '@careloom/testing'
import { startKafka, startMongo, type Kafka, type Mongo } from '@careloom/testing/engines'
import { settings } from './config.ts'
import { migrateHouse } from './migrate.ts'
import { openHost } from './open-host.ts'
import { waysIn } from './ways.ts'

let mongo: Mongo
let kafka: Kafka
beforeAll(async () => {
  ;[mongo, kafka] = await Promise.all([startMongo(), startKafka()])
})
afterAll(() => Promise.all([mongo.remove(), kafka.remove()]))

hostContract('cluster', async (t) => {
  const folder = scratchFolder(t)
  const [secrets, keys] = [join(folder, 'secrets'), join(folder, 'keys')]
  makeSecrets(secrets)
  makeCallerKeys(keys, Object.keys(callers))
  const own = randomUUID().slice(0, 8)
  const env = {
    CARELOOM_MONGODB: mongo.url,
    CARELOOM_DATABASE: `house-${own}`,
    CARELOOM_KAFKA: kafka.brokers.join(','),
    CARELOOM_KAFKA_BROKERS: 'one',
    CARELOOM_KAFKA_PREFIX: `${own}.`,
    CARELOOM_SECRETS: secrets,
    CARELOOM_CALLER_KEYS: keys,
    CARELOOM_VIEWS: join(folder, 'views'),
    CARELOOM_TIME_ZONE: 'America/Los_Angeles',
  }
  await migrateHouse(env)
  const config = settings.read(env)
  const onError = () => undefined
  const told = { env, timeZone: config.timeZone, nowMs: Date.now, tracing: noTracing, onError }
  return async () => {
    const { host } = await openHost('workforce', config, told, waysIn(config, onError), () => true)
    return { host, close: () => host.close() }
  }
})
