import { openScratchLog, type NoteEvent, type ScratchLog } from '@careloom/testing'
import { eventStoreContract, type StoreUnderTest } from '@careloom/testing/event-store.contract'

eventStoreContract('SQLite', async (t, options) =>
  underTest(await openScratchLog<NoteEvent>(t, { limits: options ?? {} })),
)

function underTest(log: ScratchLog<NoteEvent>): StoreUnderTest {
  return {
    store: log.store,
    erase: (person) => log.keyring.erase(person),
    another: async () => ({ store: (await log.reader()).store, writes: false }),
    reopen: async () => underTest(await log.reopen()),
  }
}
