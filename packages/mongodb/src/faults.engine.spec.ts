import assert from 'node:assert/strict'
import type { KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { StoreUnavailable } from '@careloom/event-sourcing'
import { eventually, scratchKey } from '@careloom/testing'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { CollectionNeeds } from './migrate.ts'
import { keysNeed } from './keys/key-collection.ts'
import { MongoKeyring } from './keys/mongo-keyring.ts'
import { mongoRelayCheckpoint, relayCheckpointsNeed } from './relay-checkpoint.ts'
import { entriesNeed, mongoShared } from './shared/entries.ts'
import { leasesNeed, mongoLeases } from './shared/leases.ts'
import { scratchDatabase } from './testing/scratch-database.ts'

const kills = 2
const limitMs = 120_000

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

const open = (t: TestContext, needs: readonly CollectionNeeds[]) =>
  scratchDatabase(t, mongo, needs, { selectionMs: 500, answerMs: 5_000 })

/** Works side by side, round by round, while the database is killed again and again, and until all goes well afterwards. */
async function amongKills(
  workers: readonly (() => Promise<void>)[],
  roundsOfEach: number,
): Promise<void> {
  let [done, refused, isOver] = [0, 0, false]
  async function work(round: () => Promise<void>): Promise<void> {
    while (!isOver)
      try {
        await round()
        done += 1
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        refused += 1
      }
  }
  const working = Promise.all(workers.map(work))
  // Told when it is waited for.
  working.catch(() => (isOver = true))
  const goesOn = () => {
    const from = done
    return eventually(
      () => isOver || done > from + roundsOfEach * workers.length,
      'progress',
      limitMs,
    )
  }
  try {
    for (let i = 0; i < kills && !isOver; i++) {
      await goesOn()
      await mongo.kill()
      await mongo.start()
    }
    await goesOn()
  } finally {
    isOver = true
    await working
  }
  assert.ok(refused > 0, 'somebody was refused while the database was away')
}

type Kept = { readonly _id: string; holder: string; epoch: number; until: Date }
type Grant = { readonly holder: string; readonly from: number; until: number }

/** Who held a lease under which epoch, and when, by the clock of the database. */
function grants() {
  const byEpoch = new Map<number, Grant>()
  return {
    note(epoch: number, holder: string, until: Date, termMs: number): void {
      const from = until.getTime() - termMs
      const known = byEpoch.get(epoch) ?? { holder, from, until: 0 }
      assert.equal(known.holder, holder, `epoch ${epoch} is one holder's`)
      byEpoch.set(epoch, { ...known, until: Math.max(known.until, until.getTime()) })
    },
    inOrder: () => [...byEpoch].toSorted(([a], [b]) => a - b).map(([, grant]) => grant),
  }
}

describe('a database that is killed again and again', () => {
  it(
    'lets nobody hold a lease that another holds, and nobody save who has lost it',
    withContext(async (t) => {
      const termMs = 300
      const { another } = await open(t, [leasesNeed, relayCheckpointsNeed])
      const held = grants()
      let [position, newest, late] = [0, 0, 0]
      async function replica(holder: string): Promise<() => Promise<void>> {
        const connection = await another()
        const lease = mongoLeases(connection, { termMs, holder })('a')
        const checkpoint = mongoRelayCheckpoint(connection, 'note')
        const leases = connection.collection<Kept>(leasesNeed.name)
        let epoch: number | undefined
        let rounds = 0
        return async () => {
          rounds += 1
          // As one that is paused now and then: it goes on under the epoch that it had.
          const isAwake = rounds % 40 < 20
          if (isAwake) {
            epoch = (await lease.acquire()) ?? epoch
            const kept = await leases.findOne({ _id: 'a' }).catch(() => null)
            if (kept?.holder === holder) held.note(kept.epoch, holder, kept.until, termMs)
          }
          await new Promise((resolve) => setTimeout(resolve, termMs / 20))
          if (epoch === undefined) return
          const before = newest
          const isSaved = await checkpoint.save(++position, epoch)
          if (!isSaved && epoch < before) late += 1
          if (!isSaved) return
          assert.ok(epoch >= before, `epoch ${epoch} saves after ${before}`)
          newest = Math.max(newest, epoch)
        }
      }
      await amongKills(await Promise.all(['one', 'two', 'three'].map(replica)), 20)
      const all = held.inOrder()
      for (const [i, { holder, from }] of all.entries()) {
        const before = all[i - 1]
        if (before !== undefined && before.holder !== holder)
          assert.ok(from >= before.until, `${holder} took it ${before.until - from} ms too early`)
      }
      assert.ok(new Set(all.map(({ holder }) => holder)).size > 1, 'it changed hands')
      assert.ok(late > 0, 'somebody was late')
    }),
  )
  it(
    'loses nothing of what replicas share, and gives nothing to two of them',
    withContext(async (t) => {
      const { another } = await open(t, [entriesNeed])
      const options = { keks: () => [scratchKey] as const, nowMs: Date.now }
      const launches = await Promise.all(
        [1, 2, 3].map(async () =>
          mongoShared(await another(), options)<number>('launches', 3_600_000),
        ),
      )
      const [first] = launches
      assert.ok(first)
      const kept: number[] = []
      let last = 0
      async function round(): Promise<void> {
        const [stays, goes] = [++last, ++last]
        await first?.put(String(stays), stays)
        kept.push(stays)
        await first?.put(String(goes), goes)
        const taken = await Promise.allSettled(launches.map((each) => each.take(String(goes))))
        const got = taken.filter((each) => each.status === 'fulfilled' && each.value !== undefined)
        assert.ok(got.length <= 1, `${goes} was taken by ${got.length}`)
      }
      await amongKills([round, round, round], 5)
      const there = new Set(await first.all())
      assert.deepEqual(
        kept.filter((each) => !there.has(each)),
        [],
      )
    }),
  )
  it(
    'has one key of each person, whoever made it when',
    withContext(async (t) => {
      const { another } = await open(t, [keysNeed])
      const keyrings = await Promise.all(
        [1, 2, 3].map(async () => MongoKeyring.open(await another(), [scratchKey])),
      )
      for (const keyring of keyrings) t.after(() => keyring.close())
      const answered = new Map<string, (KeyObject | 'erased')[]>()
      let last = 0
      async function round(): Promise<void> {
        const person = `person-${++last}`
        const made = await Promise.allSettled(
          keyrings.map(async (keyring) => (await keyring.forSealing([person]))(person)),
        )
        const keys = made.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
        answered.set(person, keys)
        const failed = made.find((each) => each.status === 'rejected')
        if (failed !== undefined) throw failed.reason
      }
      await amongKills([round, round, round], 5)
      const late = await MongoKeyring.open(await another(), [scratchKey])
      t.after(() => late.close())
      await late.load([...answered.keys()])
      for (const [person, keys] of answered)
        for (const key of keys) {
          const found = late.peek(person)
          assert.ok(typeof found === 'object' && key !== 'erased' && found.equals(key), person)
        }
      assert.ok(answered.size > 0)
    }),
  )
})
