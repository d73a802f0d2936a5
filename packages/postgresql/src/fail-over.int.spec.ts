import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { StoreUnavailable } from '@careloom/event-sourcing'
import { verifyStoredLog } from '@careloom/event-sourcing/log'
import {
  because,
  MemoryKeyring,
  openLogStore,
  scratchKey,
  written,
  MemoryKeys,
  type NoteEvent,
} from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { connectPostgres } from './connection.ts'
import { makeLog, PostgresLogDriver } from './postgres-log-driver.ts'
import { addressBefore } from './testing/address.ts'
import { programs, startWithStandby } from './testing/server.ts'

const shown = programs === undefined ? describe.skip : describe

async function house(t: TestContext) {
  const primary = await startWithStandby(t)
  const address = await addressBefore(t, primary.url)
  const driver = async () => {
    const pool = await connectPostgres(address.url, 5_000)
    t.after(() => pool.end())
    return new PostgresLogDriver(pool, 'notes')
  }
  const pool = await connectPostgres(address.url, 5_000)
  await makeLog(pool, 'notes')
  await pool.end()
  const keys = new MemoryKeys()
  const store = async (maxWaitMs: number) => {
    const keyring = new MemoryKeyring(keys)
    const opened = await openLogStore<NoteEvent>(await driver(), { keyring, limits: { maxWaitMs } })
    t.after(() => opened.close())
    return opened
  }
  return { primary, address, driver, store }
}

shown('a log in PostgreSQL with a standby', () => {
  it(
    'goes on at the standby with everything that was acknowledged, while two processes write it',
    withContext(async (t) => {
      const { primary, address, driver, store } = await house(t)
      const writers = await Promise.all([store(60_000), store(60_000)])
      const acknowledged: string[] = []
      let isOver = false
      const writing = writers.map(async (writer, w) => {
        for (let n = 0; !isOver; n++) {
          const stream = `note-${w}-${n}`
          // Nobody knows what became of one whose answer was lost: it is there, or it is not.
          const appended = await writer
            .append(stream, 0, [written(stream)], because())
            .catch(() => undefined)
          if (appended !== undefined) acknowledged.push(stream)
        }
      })
      const upTo = async (count: number) => {
        while (acknowledged.length < count) await new Promise((done) => setTimeout(done, 5))
      }
      await upTo(50)
      await primary.kill()
      await primary.standby.promote()
      address.leadTo(primary.standby.url)
      await upTo(acknowledged.length + 50)
      isOver = true
      await Promise.all(writing)
      const reader = await store(60_000)
      for (const stream of acknowledged) assert.equal((await reader.read(stream)).length, 1, stream)
      const { findings } = await verifyStoredLog(await driver(), { chainKey: scratchKey })
      assert.deepEqual(findings, [])
    }),
  )
  it(
    'acknowledges nothing that its standby does not have',
    withContext(async (t) => {
      const { primary, store } = await house(t)
      await primary.standby.kill()
      const writer = await store(2_000)
      await assert.rejects(
        writer.append('note-1', 0, [written('alone')], because()),
        StoreUnavailable,
      )
    }),
  )
})
