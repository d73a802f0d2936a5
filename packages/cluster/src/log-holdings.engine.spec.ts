import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { StreamErased } from '@careloom/event-sourcing'
import { connectMongo, keysNeed, leasesNeed, migrate, needsOfLog } from '@careloom/mongodb'
import { certificatesIn, makeCallerKeys, type Certificates } from '@careloom/rpc/grpc'
import {
  because,
  eventually,
  personA,
  scratchFolder,
  scratchKey,
  written,
  type NoteEvent,
} from '@careloom/testing'
import { authority } from '@careloom/testing/certificates'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { eventStoreContract, type StoreUnderTest } from '@careloom/testing/event-store.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { openReplica, replicasOf, type ReplicaNeed } from './testing/replica.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

const withinMs = 60_000
const log = 'test'

/** Processes of one service on a database of their own: the first one holds the log, and those after it know so. */
async function house(t: TestContext, certificates?: Certificates) {
  const keysIn = join(scratchFolder(t), 'keys')
  makeCallerKeys(keysIn, [replicasOf])
  const database = `test-${randomUUID()}`
  const connection = await connectMongo(mongo.url, { database })
  t.after(() => connection.close())
  await migrate(connection, [needsOfLog(log), keysNeed, leasesNeed])
  return async (options: Pick<ReplicaNeed, 'limits' | 'before'> = {}) => {
    const secured = certificates === undefined ? {} : { certificates }
    const where = { url: mongo.url, database, log, key: scratchKey, keysIn, ...secured }
    const replica = await openReplica<NoteEvent>({ ...where, ...options })
    t.after(() => replica.close())
    replica.begin()
    await eventually(replica.knows, 'that it knows who writes', withinMs)
    return replica
  }
}

async function underTest(
  t: TestContext,
  limits: ReplicaNeed['limits'] = {},
  certificates?: Certificates,
): Promise<StoreUnderTest> {
  const another = await house(t, certificates)
  const holder = await another()
  assert.equal(holder.holding.direction(), undefined)
  const under = async (): Promise<StoreUnderTest> => {
    const { store, keyring, holding, close } = await another({ limits })
    assert.ok(holding.direction())
    return {
      store,
      erase: (person) => keyring.erase(person),
      another: async () => ({ store: (await another()).store, writes: true }),
      async reopen() {
        await close()
        return under()
      },
    }
  }
  return under()
}

eventStoreContract('a log in MongoDB, through whoever holds it', underTest, withinMs)

const theHouse = await authority('the house')
eventStoreContract(
  'the same over mutual TLS',
  async (t, limits) => {
    const folder = scratchFolder(t)
    await theHouse.issue(folder, replicasOf)
    const onError = (error: unknown) => assert.fail(String(error))
    return underTest(t, limits, certificatesIn(folder, { onError }))
  },
  withinMs,
)

describe('a log that the processes of a service write through the one that holds it', () => {
  it(
    'is written by the holder alone',
    withContext(async (t) => {
      const another = await house(t)
      const [holder, one, two] = [await another(), await another(), await another()]
      const appends = [holder, one, two].flatMap(({ store }, i) =>
        ['a', 'b'].map((n) => store.append(`note-${i}${n}`, 0, [written(n)], because())),
      )
      const positions = (await Promise.all(appends)).map(({ position }) => position)
      assert.deepEqual(
        positions.toSorted((a, b) => a - b),
        [1, 2, 3, 4, 5, 6],
      )
      assert.deepEqual([holder.taken(), one.taken(), two.taken()], [4, 0, 0])
      // Up to where each has written it, or read it to write on.
      assert.deepEqual(
        [holder, one, two].map(({ store }) => store.chainHead().position),
        [6, 0, 0],
      )
    }),
  )
  it(
    'is held by another when its holder ends, which answers what it has',
    withContext(async (t) => {
      const another = await house(t)
      const [holder, one, two] = [await another(), await another(), await another()]
      const appends: Promise<unknown>[] = []
      let isOver = false
      async function client(store: typeof one.store, stream: string): Promise<void> {
        for (let revision = 0; !isOver; revision += 1) {
          const append = store.append(stream, revision, [written('x')], because())
          appends.push(append)
          await append
        }
      }
      const clients = [one, two].map(({ store }, i) => client(store, `note-${i}`))
      await eventually(() => holder.taken() > 20, 'that it holds the log', withinMs)
      await holder.close()
      const isTaken = () => [one, two].some(({ taken }) => taken() > 20)
      await eventually(isTaken, 'that another one does', withinMs)
      isOver = true
      await Promise.all(clients)
      assert.equal(await one.store.feed.latest(), appends.length)
    }),
  )
  it(
    'is not written for whoever was erased after it was handed over and before it was written',
    withContext(async (t) => {
      let erase: () => void = () => undefined
      const erased = new Promise<void>((resolve) => (erase = resolve))
      const another = await house(t)
      const holder = await another({ before: () => erased })
      const one = await another()
      const ofPerson = because({ person: personA })
      // The key is in the memory of the holder.
      await holder.store.append('note-1', 0, [written('before')], ofPerson)
      const append = one.store.append('note-2', 0, [written('handed over')], ofPerson)
      const refused = assert.rejects(append, StreamErased)
      await eventually(() => holder.taken() === 1, 'that it is handed over', withinMs)
      await one.keyring.erase(personA)
      erase()
      await refused
      // What was taken is answered when this resolves.
      await holder.holding.close()
      assert.equal(await one.store.feed.latest(), 1)
    }),
  )
})
