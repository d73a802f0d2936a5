import type { Env, Settings } from '@careloom/config'
import { settings as kafkaSettings } from '@careloom/kafka/config'
import { connectMongo, migrate } from '@careloom/mongodb'
import { migration } from './config.ts'
import { databaseNeeds } from './database.ts'
import { makeTopics } from './topics.ts'

/** What the step is told. */
export const migrationSettings: readonly Settings[] = [migration, kafkaSettings]

/**
 * Makes collections, indexes and topics that are missing, before a version is started; nothing else makes any. Once or often, the
 * outcome is the same. Answers what there is now. @throws WrongSettings, StoreUnavailable, the error of the client of Kafka
 */
export async function migrateHouse(
  env: Env,
): Promise<{ readonly collections: number; readonly topics: number }> {
  const { mongodb, database } = migration.read(env)
  const kafka = kafkaSettings.read(env)
  const connection = await connectMongo(mongodb, { database })
  try {
    await migrate(connection, databaseNeeds)
  } finally {
    await connection.close()
  }
  return { collections: databaseNeeds.length, topics: (await makeTopics(kafka)).length }
}
