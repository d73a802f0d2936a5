import { CareloomError } from '@careloom/event-sourcing'
import mongoose, { type Connection } from 'mongoose'
import { asked } from './failure.ts'

export type MongoOptions = {
  readonly database: string
  /** How long a call waits for a server that takes it; milliseconds. */
  readonly selectionMs?: number
  /** How long an answer may take before it counts as lost; milliseconds. */
  readonly answerMs?: number
}

/**
 * What everything that is acknowledged rests on: it is on the disks of most members, and nobody reads what a member might still
 * take back. By the names that these have in a URL.
 */
const promises: ReadonlyMap<string, string> = new Map([
  ['w', 'majority'],
  ['journal', 'true'],
  ['readConcernLevel', 'majority'],
  ['readPreference', 'primary'],
  ['retryWrites', 'true'],
  ['retryReads', 'true'],
  ['directConnection', 'false'],
])

/**
 * Connects to a replica set. Makes no collection and no index.
 * @throws CareloomError `CL_STORE_OPTIONS` when the URL says otherwise than what is promised; StoreUnavailable when no server answers in time
 */
export async function connectMongo(
  url: string,
  { database, selectionMs = 5_000, answerMs = 20_000 }: MongoOptions,
): Promise<Connection> {
  refuseOtherPromises(url)
  const connection = mongoose.createConnection(url, {
    dbName: database,
    appName: 'careloom',
    writeConcern: { w: 'majority', journal: true },
    readConcernLevel: 'majority',
    readPreference: 'primary',
    retryWrites: true,
    retryReads: true,
    serverSelectionTimeoutMS: selectionMs,
    connectTimeoutMS: selectionMs,
    waitQueueTimeoutMS: answerMs,
    socketTimeoutMS: answerMs,
    // Whoever asks is told that it is away: nothing waits unseen.
    bufferCommands: false,
    autoCreate: false,
    autoIndex: false,
  })
  try {
    return await asked('whether it is there', () => connection.asPromise())
  } catch (error) {
    await connection.close()
    throw error
  }
}

function refuseOtherPromises(url: string): void {
  const said = new URLSearchParams(url.split('?')[1] ?? '')
  for (const [name, value] of said)
    for (const [promised, needed] of promises)
      if (name.toLowerCase() === promised.toLowerCase() && value !== needed)
        throw new CareloomError(
          'CL_STORE_OPTIONS',
          `the URL of MongoDB says ${promised}=…; it must be ${needed}, or be left out`,
        )
}
