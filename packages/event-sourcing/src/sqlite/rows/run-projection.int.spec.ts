import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openScratchLog, type NoteEvent } from '@careloom/testing'
import { projectionContract } from '@careloom/testing/projection.contract'
import { runProjection } from './run-projection.ts'

projectionContract('SQLite', async (t) => {
  const { store, keyring, readModels, folder } = await openScratchLog<NoteEvent>(t)
  return {
    store,
    erase: (person) => keyring.erase(person),
    filesHold: (text) =>
      readdirSync(folder)
        .filter((name) => name.startsWith('views.sqlite'))
        .some((name) => readFileSync(join(folder, name)).includes(text)),
    run(projection, feed = store.feed) {
      const running = runProjection(projection, readModels(), [feed], keyring, { standsMs: 20 })
      t.after(() => running.close())
      return running
    },
  }
})
