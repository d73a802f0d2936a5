import { join } from 'node:path'
import { instantOf } from '@careloom/event-sourcing'
import { openScratchLog, type NoteEvent } from '@careloom/testing'
import { relayContract } from '@careloom/testing/relay.contract'
import { sqliteRelayStore } from './relay-store.ts'

relayContract('SQLite', async (t, leaseMs) => {
  const { store, keyring, folder } = await openScratchLog<NoteEvent>(t)
  let now = Date.parse('2026-11-09T14:02:00.000Z')
  return {
    store,
    keyring,
    pass: (ms) => void (now += ms),
    storeOf(holder) {
      const file = join(folder, 'relays.sqlite')
      const opened = sqliteRelayStore(file, 'note', holder, () => instantOf(now), leaseMs)
      t.after(() => opened.close())
      return opened
    },
  }
})
