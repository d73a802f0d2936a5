import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { CareloomError, StoreUnavailable } from '@careloom/event-sourcing'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { withContext } from '@careloom/testing/with-context'
import { connectMongo } from './connection.ts'
import { asked } from './failure.ts'
import { migrate, refuseUnlessMigrated, type CollectionNeeds } from './migrate.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

const needs: readonly CollectionNeeds[] = [
  { name: 'notes', indexes: [{ keys: { stream: 1, revision: 1 }, unique: true }] },
  { name: 'visits', indexes: [{ keys: { until: 1 }, expireAfterSeconds: 0 }] },
]
const coded =
  (code: string, ...words: string[]) =>
  (error: unknown) => {
    assert.ok(error instanceof CareloomError && error.code === code, String(error))
    for (const word of words) assert.ok(error.message.includes(word), error.message)
    return true
  }

describe('a connection to MongoDB', () => {
  for (const otherwise of ['w=1', 'JOURNAL=false', 'readPreference=nearest', 'retryWrites=false'])
    it(`is refused where its URL says ${otherwise}`, async () => {
      const [name = ''] = otherwise.split('=')
      await assert.rejects(
        connectMongo(`${mongo.url}&${otherwise}`, { database: 'refused' }),
        (error: unknown) =>
          error instanceof CareloomError &&
          error.code === 'CL_STORE_OPTIONS' &&
          error.message.toLowerCase().includes(`${name.toLowerCase()}=…`),
      )
    })

  it(
    'is durable on most members, and reads what is',
    withContext(async (t) => {
      const connection = await connectMongo(`${mongo.url}&w=majority`, { database: 'options' })
      t.after(() => connection.close())
      const { writeConcern, readConcern, readPreference } = connection.getClient().options
      assert.deepEqual(
        [writeConcern.w, writeConcern.journal, readConcern.level, readPreference.mode],
        ['majority', true, 'majority', 'primary'],
      )
      assert.deepEqual(await connection.listCollections(), [])
    }),
  )

  it('says within its time that no server answers', async () => {
    const nobody = 'mongodb://127.0.0.1:9/?replicaSet=rs0'
    await assert.rejects(
      connectMongo(nobody, { database: 'none', selectionMs: 50 }),
      StoreUnavailable,
    )
  })

  it(
    'is of use again when a server that was away is back',
    withContext(async (t) => {
      const connection = await connectMongo(mongo.url, { database: 'away', selectionMs: 200 })
      t.after(() => connection.close())
      await migrate(connection, needs)
      await mongo.kill()
      const count = () => asked('counts', () => connection.collection('notes').countDocuments())
      await assert.rejects(count(), coded('CL_STORE_UNAVAILABLE', 'counts'))
      await mongo.start()
      for (;;) if ((await count().catch(() => 'away')) === 0) return
    }),
  )
})

describe('the migration step', () => {
  it(
    'makes what is needed, and a process that starts without it names what is missing',
    withContext(async (t) => {
      const connection = await connectMongo(mongo.url, { database: 'migrated' })
      t.after(() => connection.close())
      await assert.rejects(
        refuseUnlessMigrated(connection, needs),
        coded('CL_STORE_NOT_MIGRATED', 'migrated', 'notes', 'visits'),
      )
      await migrate(connection, needs)
      await migrate(connection, needs)
      await refuseUnlessMigrated(connection, needs)
      await connection.collection('notes').dropIndex('stream_1_revision_1')
      await connection.collection('notes').createIndex({ stream: 1, revision: 1 })
      await assert.rejects(
        refuseUnlessMigrated(connection, needs),
        coded('CL_STORE_NOT_MIGRATED', 'notes by {"keys":[["stream",1],["revision",1]],"unique"'),
      )
    }),
  )
})
