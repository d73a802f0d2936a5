import type { LogDriver } from '../../packages/event-sourcing/src/log/index.ts'
import { connectMongo, logsIn, MongoLogDriver } from '../../packages/mongodb/src/index.ts'

/** Hands each log of a database over, in order of name; the database is named in the path of its URL. */
export async function inDatabase(
  url: string,
  each: (name: string, driver: LogDriver) => Promise<void>,
): Promise<void> {
  const [, database = ''] = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]*)/.exec(url) ?? []
  const connection = await connectMongo(url, { database })
  try {
    const logs = await logsIn(connection)
    if (logs.length === 0) throw new Error(`the database ${database} holds no log`)
    for (const log of logs) await each(log, new MongoLogDriver(connection, log))
  } finally {
    await connection.close()
  }
}
