import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { StoreUnavailable, withPatience } from '@careloom/event-sourcing'
import {
  because,
  eventually,
  logStoreUnderTest,
  openLogStore,
  scratchKey,
  written,
  type NoteEvent,
} from '@careloom/testing'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { eventStoreContract } from '@careloom/testing/event-store.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { keysNeed } from '../keys/key-collection.ts'
import { MongoKeyring } from '../keys/mongo-keyring.ts'
import { scratchDatabase } from '../testing/scratch-database.ts'
import { MongoLogDriver, needsOfLog } from './mongo-log-driver.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

const withinMs = 60_000

/** A log of its own, as processes have it: each over connections of its own. */
async function newLog(t: TestContext, waits: { selectionMs?: number; answerMs?: number } = {}) {
  const needs = [needsOfLog('test'), keysNeed]
  const { another } = await scratchDatabase(t, mongo, needs, waits)
  return async () => {
    const keyring = await MongoKeyring.open(await another(), [scratchKey])
    t.after(() => keyring.close())
    return { driver: new MongoLogDriver(await another(), 'test'), keyring }
  }
}

eventStoreContract(
  'MongoDB',
  async (t, options) => logStoreUnderTest(t, await newLog(t), options),
  withinMs,
)

describe('a log in MongoDB', () => {
  it(
    'tells whoever has no patience that it is away, and holds what it acknowledged once when it is back',
    withContext(async (t) => {
      const process = await newLog(t, { selectionMs: 300 })
      const { driver, keyring } = await process()
      const store = await openLogStore<NoteEvent>(driver, { keyring })
      t.after(() => store.close())
      await store.append('note-1', 0, [written('before')], because())
      await mongo.kill()
      const impatient = withPatience({ until: performance.now() + 200 }, () =>
        store.append('note-2', 0, [written('impatient')], because()),
      )
      await assert.rejects(impatient, StoreUnavailable)
      await assert.rejects(store.read('note-1'), StoreUnavailable)
      await assert.rejects(store.feed.latest(), StoreUnavailable)
      const patient = store.append('note-1', 1, [written('patient')], because())
      await mongo.start()
      assert.equal((await patient).revision, 2)
      assert.equal((await store.read('note-1')).length, 2)
    }),
  )
  it(
    'gives no answer for ever while it stands still, and goes on when it does',
    withContext(async (t) => {
      const process = await newLog(t, { answerMs: 500 })
      const { driver, keyring } = await process()
      const limits = { maxWaitMs: 1_000 }
      const store = await openLogStore<NoteEvent>(driver, { keyring, limits })
      t.after(() => store.close())
      await store.append('note-1', 0, [written('before')], because())
      await mongo.pause()
      const asked = store.append('note-1', 1, [written('asked')], because({ causationId: 'c' }))
      await assert.rejects(asked, StoreUnavailable).finally(() => mongo.unpause())
      const isBack = () =>
        store.feed
          .latest()
          .then(() => true)
          .catch(() => false)
      await eventually(isBack, 'that it is back', withinMs)
      // Written or not: whoever asks again finds it, or is the first.
      const length = (await store.read('note-1')).length
      await store.append('note-1', length, [written('after')], because())
      assert.equal((await store.read('note-1')).length, length + 1)
    }),
  )
})
