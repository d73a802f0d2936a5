import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { verifyStoredLog } from '@careloom/event-sourcing/log'
import { because, openLogStore, scratchKey, written, type NoteEvent } from '@careloom/testing'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { logDriverContract } from '@careloom/testing/log-driver.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { scratchDatabase } from '../testing/scratch-database.ts'
import { logsIn, MongoLogDriver, needsOfLog } from './mongo-log-driver.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

logDriverContract('MongoDB', async (t) => {
  const { connection, another } = await scratchDatabase(t, mongo, [needsOfLog('test')])
  return {
    driver: new MongoLogDriver(connection, 'test'),
    another: new MongoLogDriver(await another(), 'test'),
  }
})

/** What is found in a log of six records after somebody changed it behind its back. */
async function foundAfter(
  t: TestContext,
  change: (commits: ReturnType<typeof commitsOf>) => Promise<unknown>,
): Promise<string[]> {
  const { connection } = await scratchDatabase(t, mongo, [needsOfLog('test')])
  const driver = new MongoLogDriver(connection, 'test')
  const store = await openLogStore<NoteEvent>(driver)
  t.after(() => store.close())
  for (let i = 0; i < 6; i++)
    await store.append(`note-${i % 2}`, Math.floor(i / 2), [written(`${i}`)], because())
  const witnessed = [store.chainHead()]
  await change(commitsOf(connection))
  assert.deepEqual(await logsIn(connection), ['test'])
  const { findings } = await verifyStoredLog(driver, { chainKey: scratchKey, witnessed })
  return findings.map(({ position, what }) => `${position}: ${what}`)
}
type Connected = Awaited<ReturnType<typeof scratchDatabase>>['connection']
const commitsOf = (connection: Connected) =>
  connection.collection<{ _id: string; position: number }>(needsOfLog('test').name)

describe('a log in MongoDB that somebody changed', () => {
  const changes = {
    'is found to be whole when nobody did': [async () => undefined, []],
    'is found where a field is another': [
      (commits) => commits.updateOne({ position: 3 }, { $set: { time: 'never' } }),
      ['3: the record does not match its checksum'],
    ],
    'is found where a record is gone': [
      (commits) => commits.deleteOne({ position: 4 }),
      ['4: the record is missing (the log goes on up to 6)'],
    ],
    'is found where its tail was cut, by the witness': [
      (commits) => commits.deleteMany({ position: { $gt: 4 } }),
      ['5: the tail is cut (the witness was told of 6)'],
    ],
    'is found where a record was taken off the end that it follows on': [
      (commits) => commits.updateOne({ position: 6 }, { $set: { before: 5.5 } }),
      ['6: test position 6: stands in another place than its own'],
    ],
  } satisfies Record<
    string,
    [(commits: ReturnType<typeof commitsOf>) => Promise<unknown>, string[]]
  >
  for (const [fact, [change, found]] of Object.entries(changes))
    it(
      fact,
      withContext(async (t) => assert.deepEqual(await foundAfter(t, change), found)),
    )
})
