import { join } from 'node:path'
import { SharedFile, sqliteLeases } from '@careloom/event-sourcing/sqlite'
import { openScratchLog, type NoteEvent } from '@careloom/testing'
import { relayContract } from '@careloom/testing/relay.contract'
import { sqliteRelayCheckpoint } from './relay-store.ts'

relayContract('SQLite', async (t, termMs) => {
  const { store, keyring, folder } = await openScratchLog<NoteEvent>(t)
  let now = 1_000_000
  return {
    store,
    keyring,
    pass: (ms) => void (now += ms),
    storeOf() {
      const shared = new SharedFile(join(folder, 'shared.sqlite'))
      const checkpoint = sqliteRelayCheckpoint(join(folder, 'relays.sqlite'), 'note')
      t.after(() => {
        checkpoint.close()
        shared.close()
      })
      return { lease: sqliteLeases(shared, { termMs, nowMs: () => now })('relay note'), checkpoint }
    },
  }
})
