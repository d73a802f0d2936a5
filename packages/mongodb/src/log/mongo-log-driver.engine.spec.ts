import { afterAll, beforeAll } from '@jest/globals'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { logDriverContract } from '@careloom/testing/log-driver.contract'
import { connectMongo } from '../connection.ts'
import { migrate } from '../migrate.ts'
import { MongoLogDriver, needsOfLog } from './mongo-log-driver.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

let databases = 0

logDriverContract('MongoDB', async (t) => {
  const database = `log_${(databases += 1)}`
  const open = async () => {
    const connection = await connectMongo(mongo.url, { database })
    t.after(() => connection.close())
    return connection
  }
  const [one, two] = [await open(), await open()]
  await migrate(one, [needsOfLog('test')])
  return { driver: new MongoLogDriver(one, 'test'), another: new MongoLogDriver(two, 'test') }
})
