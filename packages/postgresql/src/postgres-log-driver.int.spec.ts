import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { StoreUnavailable } from '@careloom/event-sourcing'
import {
  because,
  logStoreUnderTest,
  MemoryKeyring,
  openLogStore,
  written,
  MemoryKeys,
  type NoteEvent,
} from '@careloom/testing'
import { eventStoreContract } from '@careloom/testing/event-store.contract'
import { logDriverContract } from '@careloom/testing/log-driver.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { connectPostgres } from './connection.ts'
import { makeLog, PostgresLogDriver } from './postgres-log-driver.ts'
import { programs, startPostgres, type Server } from './testing/server.ts'

const putAway: (() => unknown)[] = []
let server: Server
let logs = 0

/** A log of its own, as processes have it: each over connections of its own. */
async function newLog(t: TestContext) {
  const log = `test${(logs += 1)}`
  const open = async () => {
    const pool = await connectPostgres(server.url, 5_000)
    t.after(() => pool.end())
    return pool
  }
  await makeLog(await open(), log)
  return async () => new PostgresLogDriver(await open(), log)
}

// Where PostgreSQL is not installed, nothing of it can be shown: these are counted as skipped.
const shown = programs === undefined ? describe.skip : describe

shown('PostgreSQL', () => {
  beforeAll(async () => {
    server = await startPostgres({ after: (each) => putAway.unshift(each) })
  })
  afterAll(async () => {
    for (const each of putAway) await each()
  })

  logDriverContract('PostgreSQL', async (t) => {
    const driver = await newLog(t)
    return { driver: await driver(), another: await driver() }
  })

  eventStoreContract(
    'PostgreSQL',
    async (t, options) => {
      const driver = await newLog(t)
      const keys = new MemoryKeys()
      const process = async () => ({ driver: await driver(), keyring: new MemoryKeyring(keys) })
      return logStoreUnderTest(t, process, options)
    },
    60_000,
  )

  it(
    'holds what it acknowledged when it is killed, and takes more when it is back',
    withContext(async (t) => {
      const driver = await newLog(t)
      const store = await openLogStore<NoteEvent>(await driver(), { limits: { maxWaitMs: 60_000 } })
      t.after(() => store.close())
      await store.append('note-1', 0, [written('before')], because())
      await server.kill()
      await assert.rejects(store.read('note-1'), StoreUnavailable)
      const patient = store.append('note-1', 1, [written('patient')], because())
      await server.start()
      assert.equal((await patient).revision, 2)
      assert.equal((await store.read('note-1')).length, 2)
    }),
  )
})
