import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { personA, scratchKey } from '@careloom/testing'
import { searchDump, startMongo, type Mongo } from '@careloom/testing/engines'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { keysNeed } from './keys/key-collection.ts'
import { MongoKeyring } from './keys/mongo-keyring.ts'
import { doorsNeed, mongoDoors } from './shared/doors.ts'
import { entriesNeed, mongoShared } from './shared/entries.ts'
import { scratchDatabase } from './testing/scratch-database.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

const words = ['Dana Reyes', 'MRN-134013', 'launch-code-4711']
const open = (t: TestContext) =>
  scratchDatabase(t, mongo, [keysNeed, entriesNeed, doorsNeed, { name: 'notes', indexes: [] }])

describe('whoever copies the database', () => {
  it(
    'reads nothing of a person in what replicas share',
    withContext(async (t) => {
      const { connection } = await open(t)
      const options = { keks: () => [scratchKey] as const, nowMs: Date.now }
      const launches = mongoShared(connection, options)<unknown>('launches', 60_000)
      await launches.put('launch-code-4711', { patient: 'Dana Reyes', number: 'MRN-134013' })
      await mongoDoors(connection).renew('gateway', { people: 1 }, 1_000)
      const { documents, found } = await searchDump(connection, words)
      assert.deepEqual([documents, found], [2, []])
    }),
  )
  it(
    'has no key of an erased person, under whichever key-encryption key',
    withContext(async (t) => {
      const { connection } = await open(t)
      const keyring = await MongoKeyring.open(connection, [scratchKey], { trustMs: 250 })
      t.after(() => keyring.close())
      await keyring.forSealing([personA])
      const kept = () => connection.collection<{ readonly _id: string }>('keys').findOne({})
      assert.deepEqual(Object.keys((await kept()) ?? {}), ['_id', 'kek', 'wrapped'])
      await keyring.erase(personA)
      assert.deepEqual(await kept(), { _id: personA, erasure: 1 })
    }),
  )
  it(
    'is found to read a word wherever it stands, and however it is written',
    withContext(async (t) => {
      const { connection } = await open(t)
      const notes = connection.collection('notes')
      const ways = [
        'of dana reyes.',
        Buffer.from('Dana Reyes').toString('hex'),
        ...[1, 2, 3].map((n) => Buffer.from(`${'x'.repeat(n)}Dana Reyes!`).toString('base64')),
        { deep: [{ 'Dana Reyes': 1 }] },
        Buffer.from('\u0001Dana Reyes'),
      ].map((text) => ({ text }))
      for (const way of ways) {
        await notes.deleteMany({})
        await notes.insertOne(way)
        assert.deepEqual((await searchDump(connection, words)).found, ['notes: Dana Reyes'])
      }
    }),
  )
})
