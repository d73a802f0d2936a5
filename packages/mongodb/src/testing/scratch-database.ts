import { randomUUID } from 'node:crypto'
import type { Mongo } from '@careloom/testing/engines'
import type { TestContext } from '@careloom/testing/with-context'
import type { Connection } from 'mongoose'
import { connectMongo, type MongoOptions } from '../connection.ts'
import { migrate, type CollectionNeeds } from '../migrate.ts'

/** A migrated database of a test's own, and connections to it as processes have them; closed when the test ends. */
export async function scratchDatabase(
  t: TestContext,
  mongo: Mongo,
  needs: readonly CollectionNeeds[],
  options: Omit<MongoOptions, 'database'> = {},
): Promise<{ connection: Connection; another(): Promise<Connection> }> {
  const database = `test-${randomUUID()}`
  async function another(): Promise<Connection> {
    const connection = await connectMongo(mongo.url, { ...options, database })
    t.after(() => connection.close())
    return connection
  }
  const connection = await another()
  await migrate(connection, needs)
  return { connection, another }
}
