import {
  firstSchema,
  instantOf,
  type AnyEvent,
} from '../../../packages/event-sourcing/src/index.ts'
import { openReplica } from '../../../packages/cluster/src/testing/replica.ts'
import { openLogEventStore } from '../../../packages/event-sourcing/src/log/index.ts'
import { uuidv7 } from '../../../packages/event-sourcing/src/sqlite/index.ts'
import {
  connectMongo,
  keysNeed,
  leasesNeed,
  migrate,
  MongoKeyring,
  MongoLogDriver,
  needsOfLog,
} from '../../../packages/mongodb/src/index.ts'
import { tortureKey } from '../world.ts'

export const logName = 'torture'
/** A database of its own, on a server that may be away. */
export type Where = {
  readonly url: string
  readonly database: string
  /** The folder of the keys by which processes that write through one of them know each other; each writes by itself without. */
  readonly keysIn?: string | undefined
}

const waits = { selectionMs: 2_000, answerMs: 5_000 }

export const connectTo = ({ url, database }: Where) => connectMongo(url, { database, ...waits })

/** @param isFenced whether nothing can follow twice on one end: without that, damage is to be found */
export async function makeLog(where: Where, isFenced: boolean): Promise<void> {
  const { name, indexes } = needsOfLog(logName)
  const kept = isFenced ? indexes : indexes.filter(({ keys }) => !('before' in keys))
  const connection = await connectTo(where)
  await migrate(connection, [{ name, indexes: kept }, keysNeed, leasesNeed])
  await connection.close()
}

/** The log as one of several processes has it, and where that one is reached. */
export async function openLog<E extends AnyEvent>(where: Where) {
  const { keysIn } = where
  if (keysIn === undefined) return openAlone<E>(where)
  const replica = await openReplica<E>({ ...where, keysIn, log: logName, key: tortureKey, waits })
  replica.begin()
  return replica
}

async function openAlone<E extends AnyEvent>(where: Where) {
  const connection = await connectTo(where)
  const keyring = await MongoKeyring.open(connection, [tortureKey])
  const store = await openLogEventStore<E>({
    name: logName,
    driver: new MongoLogDriver(connection, logName),
    chainKey: tortureKey,
    keyring,
    schema: firstSchema,
    clock: () => instantOf(Date.now()),
    newId: uuidv7(Date.now),
  })
  return {
    store,
    place: undefined,
    taken: () => 0,
    async close() {
      await store.close()
      await keyring.close()
      await connection.close()
    },
  }
}
