import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import {
  because,
  eventually,
  memoryLogDriver,
  openLogStore,
  written,
  type NoteEvent,
} from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { StoreReadOnly, StoreUnavailable, StoreWithoutRoom } from '../failure.ts'
import { withPatience } from '../patience.ts'
import type { ReadableLog } from './log-driver.ts'
import type { Row } from './record.ts'

/** A log in memory that can be away, or lose its answers to what it has stored. */
function failing(rows: Row[]) {
  const state = { isAway: false, isFull: false, answersLost: 0, inserts: 0 }
  const driver = memoryLogDriver(rows)
  const unlessAway = async <T>(work: () => Promise<T>): Promise<T> => {
    if (state.isAway) throw new StoreUnavailable('away')
    return work()
  }
  const log: ReadableLog = {
    insert: (records) =>
      unlessAway(async () => {
        if (state.isFull) throw new StoreWithoutRoom('full')
        state.inserts += 1
        const inserted = await driver.insert(records)
        if ((state.answersLost -= 1) >= 0) throw new StoreUnavailable('lost')
        return inserted
      }),
    tail: (after, limit) => unlessAway(() => driver.tail(after, limit)),
    stream: (name, after) => unlessAway(() => driver.stream(name, after)),
    revisions: (streams) => unlessAway(() => driver.revisions(streams)),
    end: () => unlessAway(() => driver.end()),
  }
  return { state, log }
}

async function opened(t: TestContext) {
  const rows: Row[] = []
  const { state, log } = failing(rows)
  const store = await openLogStore<NoteEvent>(log)
  t.after(() => store.close())
  return { rows, state, store }
}
const soon = () => ({ until: performance.now() + 60 })

describe('an event store on a log that is away', () => {
  it(
    'lets appends wait until it is back',
    withContext(async (t) => {
      const { state, store, rows } = await opened(t)
      state.isAway = true
      const waiting = ['a', 'b', 'c'].map((text) =>
        store.append(`note-${text}`, 0, [written(text)], because()),
      )
      await assert.rejects(store.feed.latest(), StoreUnavailable)
      state.isAway = false
      assert.deepEqual(
        (await Promise.all(waiting)).map(({ revision }) => revision),
        [1, 1, 1],
      )
      assert.equal(rows.length, 3)
    }),
  )
  it(
    'finds what is stored although its answer was lost, once',
    withContext(async (t) => {
      const { state, store, rows } = await opened(t)
      state.answersLost = 3
      const appended = await store.append('note-1', 0, [written('a'), written('b')], because())
      assert.deepEqual(appended, { stream: 'note-1', revision: 2, position: 2 })
      assert.deepEqual([rows.length, state.inserts], [1, 1])
    }),
  )
  it(
    'tells whoever waits no longer, and writes for the others',
    withContext(async (t) => {
      const { state, store } = await opened(t)
      state.isAway = true
      const impatient = withPatience(soon(), () =>
        store.append('note-1', 0, [written('impatient')], because()),
      )
      const patient = store.append('note-2', 0, [written('patient')], because())
      await assert.rejects(impatient, StoreUnavailable)
      state.isAway = false
      assert.equal((await patient).revision, 1)
      assert.deepEqual(await store.read('note-1'), [])
    }),
  )
  it(
    'says what it is where it has no room, and goes on by itself when there is some',
    withContext(async (t) => {
      const { state, store } = await opened(t)
      state.isFull = true
      const impatient = withPatience(soon(), () =>
        store.append('note-1', 0, [written('impatient')], because()),
      )
      const patient = store.append('note-2', 0, [written('patient')], because())
      await assert.rejects(impatient, { code: 'CL_STORE_FULL', retryable: true })
      assert.deepEqual(await store.read('note-2'), [])
      state.isFull = false
      assert.equal((await patient).revision, 1)
    }),
  )
  it(
    'hears of what came while it was away, when it is back',
    withContext(async (t) => {
      const { state, store, rows } = await opened(t)
      state.isAway = true
      const other = await openLogStore<NoteEvent>(memoryLogDriver(rows))
      t.after(() => other.close())
      await other.append('note-1', 0, [written('a')], because())
      let woken = 0
      t.after(store.feed.onAppended(() => (woken += 1)))
      state.isAway = false
      await eventually(() => woken > 0 && store.feed.known() === 1, 'that it hears of it', 60_000)
    }),
  )
  it(
    'answers what was asked for before it is closed, and nothing after',
    withContext(async (t) => {
      const { store } = await opened(t)
      const before = store.append('note-1', 0, [written('a')], because())
      await store.close()
      assert.equal((await before).position, 1)
      const after = store.append('note-1', 1, [written('b')], because())
      await assert.rejects(after, StoreReadOnly)
    }),
  )
  it(
    'has for each position a mark that another process finds too',
    withContext(async (t) => {
      const { store, rows } = await opened(t)
      await store.append('note-1', 0, [written('a'), written('b')], because())
      await store.append('note-2', 0, [written('c')], because())
      const other = await openLogStore<NoteEvent>(memoryLogDriver(rows))
      t.after(() => other.close())
      const marks = async ({ feed }: typeof store) =>
        Promise.all([0, 1, 2, 3, 4].map((position) => feed.mark(position)))
      const found = await marks(store)
      assert.deepEqual(await marks(other), found)
      assert.equal(new Set(found).size, 4)
      assert.deepEqual([found[0], found[4]], [found[1], undefined])
    }),
  )
})
