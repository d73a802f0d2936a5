import { join } from 'node:path'
import { openScratchLog, type NoteEvent } from '@careloom/testing'
import { projectionContract } from '@careloom/testing/projection.contract'
import { runProjection } from './run-projection.ts'

projectionContract('SQLite', async (t) => {
  const { store, keyring, folder } = await openScratchLog<NoteEvent>(t)
  return {
    store,
    erase: (person) => keyring.erase(person),
    run(projection) {
      const running = runProjection(
        projection,
        join(folder, 'views', `${projection.name}.sqlite`),
        [store.feed],
        keyring,
      )
      t.after(() => running.close())
      return running
    },
  }
})
