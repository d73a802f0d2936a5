import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { keyIdOf } from '@careloom/event-sourcing/keys'
import { scratchKey } from '@careloom/testing'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { keyringContract, type KeyringOptions } from '@careloom/testing/keyring.contract'
import { withContext } from '@careloom/testing/with-context'
import { scratchDatabase } from '../testing/scratch-database.ts'
import { KeyCollection, keysNeed } from './key-collection.ts'
import { MongoKeyring } from './mongo-keyring.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

keyringContract('MongoDB', async (t) => {
  const { connection, another } = await scratchDatabase(t, mongo, [keysNeed])
  async function process({ keks = [scratchKey], ...options }: KeyringOptions = {}) {
    const keyring = await MongoKeyring.open(await another(), keks, options)
    t.after(() => keyring.close())
    return {
      keyring,
      seal: async (subject: string) => (await keyring.forSealing([subject]))(subject),
      close: () => keyring.close(),
    }
  }
  const keys = connection.collection<{ readonly _id: string }>(keysNeed.name)
  return {
    writers: async (options) => [await process(options), await process(options)],
    reader: process,
    async copied() {
      const all = await keys.find({}).toArray()
      return async () => {
        await keys.deleteMany({})
        await keys.insertMany(all)
      }
    },
  }
})

describe('the keys of several machines', () => {
  it(
    'give a number to one of several erasures that ask for it at the same moment',
    withContext(async (t) => {
      const { connection } = await scratchDatabase(t, mongo, [keysNeed])
      const keys = new KeyCollection(connection, [scratchKey])
      const subjects = ['a', 'b', 'c', 'd']
      const got = await Promise.all(subjects.map((subject) => keys.erase(subject, 1)))
      assert.equal(got.filter(Boolean).length, 1)
      const [first = ''] = await keys.erased(0)
      assert.equal(await keys.erase(first, 2), false)
      assert.deepEqual(await keys.erased(0), [first])
    }),
  )
  it(
    'tell nobody of an erasure before the one that is before it',
    withContext(async (t) => {
      const { connection } = await scratchDatabase(t, mongo, [keysNeed])
      const keys = new KeyCollection(connection, [scratchKey])
      assert.equal(await keys.erase('a', 1), true)
      assert.equal(await keys.erase('c', 3), true)
      assert.deepEqual([await keys.erased(0), await keys.erased(1)], [['a'], []])
      assert.equal(await keys.erase('b', 2), true)
      assert.deepEqual(await keys.erased(1), ['b', 'c'])
    }),
  )
  it(
    'are refused by a process that lacks a key-encryption key, by its name',
    withContext(async (t) => {
      const { connection } = await scratchDatabase(t, mongo, [keysNeed])
      const first = await MongoKeyring.open(connection, [scratchKey])
      t.after(() => first.close())
      await first.forSealing(['a'])
      const other = createSecretKey(Buffer.alloc(32, 9))
      await assert.rejects(MongoKeyring.open(connection, [other]), {
        code: 'CL_KEY_MISSING',
        message: new RegExp(keyIdOf(scratchKey)),
      })
    }),
  )
})
