import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { eventually, scratchKey } from '@careloom/testing'
import { doorsContract } from '@careloom/testing/doors.contract'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { leaseContract } from '@careloom/testing/lease.contract'
import { sharedContract } from '@careloom/testing/shared.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { scratchDatabase } from '../testing/scratch-database.ts'
import { doorsNeed, mongoDoors } from './doors.ts'
import { entriesNeed, mongoShared } from './entries.ts'
import { leasesNeed, mongoLeases } from './leases.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

leaseContract('MongoDB', async (t, termMs) => {
  const { connection } = await scratchDatabase(t, mongo, [leasesNeed])
  let now = Date.now()
  return {
    pass: (ms) => void (now += ms),
    another: () => mongoLeases(connection, { termMs, nowMs: () => now }),
  }
})

doorsContract('MongoDB', async (t) => {
  const { connection } = await scratchDatabase(t, mongo, [doorsNeed])
  let now = Date.now()
  return {
    pass: (ms) => void (now += ms),
    nowMs: () => now,
    another: () => mongoDoors(connection, () => now),
  }
})

async function openShared(t: TestContext, max?: number) {
  const { connection } = await scratchDatabase(t, mongo, [entriesNeed])
  let now = Date.now()
  const options = { keks: () => [scratchKey] as const, nowMs: () => now }
  return {
    connection,
    pass: (ms: number) => void (now += ms),
    another: () => mongoShared(connection, { ...options, ...(max === undefined ? {} : { max }) }),
    async atRest() {
      const kept = await connection.collection(entriesNeed.name).find({}).toArray()
      return Buffer.concat(
        kept.flatMap(({ _id, name, value }) => [
          Buffer.from(String(_id) + String(name)),
          Buffer.from(value.value()),
        ]),
      )
    },
  }
}

sharedContract('MongoDB', (t) => openShared(t))

describe('what the processes of several machines share', () => {
  it(
    'keeps so many under one name, and lets the oldest go',
    withContext(async (t) => {
      const { another, pass } = await openShared(t, 3)
      const [many, other] = [another()<number>('many', 60_000), another()<number>('other', 60_000)]
      await other.put('0', 0)
      for (let i = 0; i < 5; i++) {
        await many.put(String(i), i)
        pass(1)
      }
      const left = await Promise.all([0, 1, 2, 3, 4].map((i) => many.get(String(i))))
      assert.deepEqual(left, [undefined, undefined, 2, 3, 4])
      assert.equal(await other.get('0'), 0)
    }),
  )
  it(
    'is removed by the database itself when it is over',
    withContext(async (t) => {
      const { another, connection } = await openShared(t)
      await another()<number>('brief', 1).put('a', 1)
      await another()<number>('long', 3_600_000).put('b', 2)
      const names = async () =>
        (await connection.collection(entriesNeed.name).find({}).toArray()).map(({ name }) => name)
      await eventually(async () => (await names()).length === 1, 'that it is removed', 150_000)
      assert.deepEqual(await names(), ['long'])
    }),
  )
  it(
    'ends the term of a lease, and the time of a door, by the clock of the database',
    withContext(async (t) => {
      const { connection } = await scratchDatabase(t, mongo, [leasesNeed, doorsNeed])
      const lease = (termMs: number) => mongoLeases(connection, { termMs })('a')
      assert.equal(await lease(1).acquire(), 1)
      const next = lease(3_600_000)
      await eventually(async () => (await next.acquire()) === 2, 'the end of the term', 60_000)
      assert.equal(await lease(3_600_000).acquire(), undefined)
      const doors = mongoDoors(connection)
      await doors.renew('long', {}, 3_600_000)
      await doors.renew('brief', {}, 1)
      const behind = () => doors.behind({ log: 'people', position: 1 })
      await eventually(async () => (await behind()).length === 1, 'the end of the other', 60_000)
      assert.deepEqual(await behind(), ['long'])
    }),
  )
  it(
    'forgets doors that have not been there for long, whatever they are called',
    withContext(async (t) => {
      const { connection } = await scratchDatabase(t, mongo, [doorsNeed])
      let now = Date.now()
      const doors = mongoDoors(connection, () => now)
      await doors.renew('gateway.$1', {}, 1_000)
      now += 120_000
      await doors.renew('gateway.$2', {}, 1_000)
      const kept = await connection.collection(doorsNeed.name).findOne({})
      const there = Object.values(kept?.['doors'] as Record<string, { door: string }>)
      assert.deepEqual(
        there.map(({ door }) => door),
        ['gateway.$2'],
      )
    }),
  )
})

describe('a lease in MongoDB', () => {
  it(
    'says where whoever holds it is reached, until they do not',
    withContext(async (t) => {
      const { connection } = await scratchDatabase(t, mongo, [leasesNeed])
      let now = Date.now()
      const [here, there, nowhere] = [{ at: 'here:1' }, { at: 'there:2' }, {}].map((said) =>
        mongoLeases(connection, { termMs: 1_000, nowMs: () => now, ...said })('a'),
      )
      assert.ok(here && there && nowhere)
      assert.equal(await there.place(), undefined)
      await here.acquire()
      await there.acquire()
      assert.equal(await there.place(), 'here:1')
      now += 1_000
      assert.equal(await there.place(), undefined)
      await there.acquire()
      assert.equal(await here.place(), 'there:2')
      await there.release()
      await nowhere.acquire()
      assert.equal(await here.place(), undefined)
    }),
  )
  it(
    'says so by the clock of the database',
    withContext(async (t) => {
      const { connection } = await scratchDatabase(t, mongo, [leasesNeed])
      const lease = mongoLeases(connection, { at: 'here:1' })('a')
      await lease.acquire()
      assert.equal(await lease.place(), 'here:1')
      await lease.release()
      assert.equal(await lease.place(), undefined)
    }),
  )
})
