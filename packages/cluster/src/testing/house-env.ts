import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { makeSecrets } from '@careloom/hosting/running'
import { keyHolders } from '@careloom/proto/callers'
import { makeCallerKeys } from '@careloom/rpc/grpc'
import { scratchFolder } from '@careloom/testing'
import type { Kafka, Mongo } from '@careloom/testing/engines'
import type { TestContext } from '@careloom/testing/with-context'
import { migrateHouse } from '../migrate.ts'

/** What a process is told of a house that has its own secrets and keys; its engines need not be there. */
export function houseEnv(
  t: TestContext,
  mongo: Pick<Mongo, 'url'>,
  kafka: Pick<Kafka, 'brokers'>,
): Record<string, string> {
  const folder = scratchFolder(t)
  const [secrets, keys] = [join(folder, 'secrets'), join(folder, 'keys')]
  makeSecrets(secrets)
  makeCallerKeys(keys, keyHolders)
  const own = randomUUID().slice(0, 8)
  return {
    CARELOOM_MONGODB: mongo.url,
    CARELOOM_DATABASE: `house-${own}`,
    CARELOOM_KAFKA: kafka.brokers.join(','),
    CARELOOM_KAFKA_BROKERS: 'one',
    CARELOOM_KAFKA_PREFIX: `${own}.`,
    CARELOOM_SECRETS: secrets,
    CARELOOM_CALLER_KEYS: keys,
    CARELOOM_VIEWS: join(folder, 'views'),
    CARELOOM_TIME_ZONE: 'America/Los_Angeles',
    CARELOOM_DRAIN_SECONDS: '0',
  }
}

/** The same with what its migration step makes. */
export async function migratedHouse(...given: Parameters<typeof houseEnv>) {
  const env = houseEnv(...given)
  await migrateHouse(env)
  return env
}
