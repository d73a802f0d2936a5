import { afterAll, beforeAll } from '@jest/globals'
import { openScratchLog, type NoteEvent } from '@careloom/testing'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { reactionStoreContract } from '@careloom/testing/reaction-store.contract'
import { relayContract } from '@careloom/testing/relay.contract'
import { MongoReactionStore, reactionsNeed } from './reaction-store.ts'
import { mongoRelayCheckpoint, relayCheckpointsNeed } from './relay-checkpoint.ts'
import { leasesNeed, mongoLeases } from './shared/leases.ts'
import { scratchDatabase } from './testing/scratch-database.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

reactionStoreContract('MongoDB', async (t) => {
  const { connection } = await scratchDatabase(t, mongo, Object.values(reactionsNeed))
  return async () => {
    const store = new MongoReactionStore(connection)
    t.after(() => store.close())
    return { store, close: () => store.close() }
  }
})

relayContract('MongoDB', async (t, termMs) => {
  const { store, keyring } = await openScratchLog<NoteEvent>(t)
  const { connection } = await scratchDatabase(t, mongo, [leasesNeed, relayCheckpointsNeed])
  let now = Date.now()
  return {
    store,
    keyring,
    pass: (ms) => void (now += ms),
    storeOf: () => ({
      lease: mongoLeases(connection, { termMs, nowMs: () => now })('relay note'),
      checkpoint: mongoRelayCheckpoint(connection, 'note'),
    }),
  }
})
