import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import {
  because,
  boards,
  eventually,
  openScratchLog,
  written,
  type Board,
  type NoteEvent,
  type ScratchLog,
} from '@careloom/testing'
import {
  projectionContract,
  type ProjectionsUnderTest,
} from '@careloom/testing/projection.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { NotCaughtUp } from '../../failure.ts'
import { projectionOfSome } from '../../projection.ts'
import { ReadModelFile } from './read-model-file.ts'
import { runProjection } from './run-projection.ts'
import { Saver } from './saver.ts'

projectionContract('SQLite', async (t) => {
  const log = await openScratchLog<NoteEvent>(t)
  return underTest(t, log, log, (person) => log.keyring.erase(person))
})

projectionContract('SQLite, of a log that another process writes', async (t) => {
  const log = await openScratchLog<NoteEvent>(t)
  const theirs = await log.reader()
  // Another process hears of it, and drops what it holds, soon afterwards.
  return underTest(t, log, theirs, async (person) => {
    await log.keyring.erase(person)
    const last = log.keyring.erasures.known()
    await eventually(() => theirs.keyring.droppedUpTo() === last, 'that it is dropped there')
  })
})

/** Read models over what a process sees of a log. */
function underTest(
  t: TestContext,
  { store, readModels, folder }: ScratchLog<NoteEvent>,
  seen: Pick<ScratchLog<NoteEvent>, 'store' | 'keyring'>,
  erase: (person: string) => Promise<void>,
): ProjectionsUnderTest {
  return {
    store,
    erase,
    filesHold: (text) =>
      readdirSync(folder)
        .filter((name) => name.startsWith('views.sqlite'))
        .some((name) => readFileSync(join(folder, name)).includes(text)),
    run(projection, feed = seen.store.feed) {
      const options = { standsMs: 20 }
      const running = runProjection(projection, readModels(), [feed], seen.keyring, options)
      t.after(() => running.close())
      return running
    },
  }
}

describe('a projection on SQLite', () => {
  it(
    'goes on by itself when more rows wait than it may keep, and when what could not be saved can be',
    withContext(async (t) => {
      const { store, keyring, folder } = await openScratchLog<NoteEvent>(t)
      const saver = new Saver()
      const file = new ReadModelFile(join(folder, 'views.sqlite'), saver)
      t.after(async () => {
        await saver.close()
        file.close()
      })
      for (let i = 0; i < 60; i++) await store.append(`board-${i}`, 0, [written('a')], because())
      saver.hold(true)
      const options = { standsMs: 20, maxWaiting: 10 }
      const board = runProjection(boards, file, [store.feed], keyring, options)
      t.after(() => board.close())
      await eventually(() => board.status().failure?.error === 'CL_STORE_FULL', 'that it is full')
      for (let i = 60; i < 90; i++) await store.append(`board-${i}`, 0, [written('a')], because())
      saver.hold(false)
      await eventually(() => board.status().checkpoints['test'] === 90, 'that it goes on')
      await board.caughtUp()
      assert.equal([...board.dump()].length, 90)
      assert.equal(board.status().failure, undefined)
    }),
  )
  it(
    'is not waited for when it stands still',
    withContext(async (t) => {
      const { store, keyring, readModels } = await openScratchLog<NoteEvent>(t)
      await store.append('board-1', 0, [written('a')], because())
      const poison = projectionOfSome<NoteEvent, Board>({
        ...boards,
        key: () => {
          throw new TypeError('no such text')
        },
      })
      const board = runProjection(poison, readModels(), [store.feed], keyring)
      t.after(() => board.close())
      await board.whole()
      assert.equal(board.status().isWhole, false)
      await assert.rejects(board.get('board-1'), NotCaughtUp)
    }),
  )
})
