import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { EventStore, Keyring } from '@careloom/event-sourcing'
import type { TopicHistory } from '@careloom/messaging'
import type { NotePublished } from './bus.contract.ts'
import { because, personA, struck, written, type NoteEvent } from './notes.ts'
import { withContext, type TestContext } from './with-context.ts'

export type HistoryUnderTest = {
  /** What the bus contract publishes of it is the topic. */
  readonly store: EventStore<NoteEvent>
  readonly keyring: Pick<Keyring, 'erase'>
  readonly history: TopicHistory<NotePublished>
}

export type OpenHistory = (t: TestContext) => Promise<HistoryUnderTest>

/** What everybody who reads what was published of a log must be told, wherever they are. */
export function historyContract(name: string, open: OpenHistory): void {
  const read = async (history: TopicHistory<NotePublished>, after: number, limit = 100) => {
    const { events, through } = await history.readAll(after, limit)
    return [events.map(({ position, data }) => [position, data.text]), through]
  }
  describe(`history contract: ${name}`, () => {
    it(
      'tells what is published page by page, and how far that goes',
      withContext(async (t) => {
        const { store, history } = await open(t)
        await store.append('note-a', 0, [written('1')], because())
        await store.append('note-a', 1, [struck('1'), written('2')], because())
        await store.append('note-a', 3, [struck('2')], because())
        assert.deepEqual(await read(history, 0, 2), [[[1, '1']], 2])
        assert.deepEqual(await read(history, 2, 2), [[[3, '2']], 4])
        assert.deepEqual(await read(history, 4, 2), [[], 4])
      }),
    )
    it(
      'tells each event under the envelope of the stored one',
      withContext(async (t) => {
        const { store, history } = await open(t)
        const why = { person: personA, correlationId: 'flow-1', causationId: 'cause-x' }
        await store.append('note-a', 0, [written('1')], because(why))
        const [stored] = await store.read('note-a')
        const { events } = await history.readAll(0, 1)
        const [told] = events
        for (const field of ['id', 'position', 'stream', 'revision', 'time', 'person'] as const)
          assert.equal(told?.[field], stored?.[field])
        assert.deepEqual(told?.meta, stored?.meta)
        assert.equal(told?.causationId, 'cause-x')
        assert.equal(told?.erased, false)
      }),
    )
    it(
      'tells nothing of people who were erased',
      withContext(async (t) => {
        const { store, history, keyring } = await open(t)
        await store.append('note-a', 0, [written('theirs')], because({ person: personA }))
        await store.append('note-b', 0, [written('other')], because())
        await keyring.erase(personA)
        assert.deepEqual(await read(history, 0), [[[2, 'other']], 2])
      }),
    )
    it(
      'says how far the log goes, which it is, in which form it is read, and what identifies its past',
      withContext(async (t) => {
        const { store, history } = await open(t)
        assert.equal(await history.latest(), 0)
        await store.append('note-a', 0, ['1', '2', '3'].map(written), because())
        assert.equal(await history.latest(), 3)
        assert.deepEqual([history.log, history.form ?? ''], [store.feed.log, store.feed.form ?? ''])
        for (const position of [0, 1, 3])
          assert.equal(await history.mark(position), await store.feed.mark(position))
        assert.equal(await history.mark(4), undefined)
        await store.append('note-a', 3, [written('4')], because())
        assert.equal(await history.mark(4), await store.feed.mark(4))
      }),
    )
    it(
      'tells a great deal in several pages, and leaves nothing out',
      withContext(async (t) => {
        const { store, history } = await open(t)
        const long = 'x'.repeat(1_000)
        const texts = Array.from({ length: 3_000 }, (_, i) => `${i} ${long}`)
        await store.append('note-a', 0, texts.map(written), because())
        const told: string[] = []
        for (let after = 0; ;) {
          const { events, through } = await history.readAll(after, 5_000)
          if (through === after) break
          told.push(...events.map(({ data }) => data.text))
          after = through
        }
        assert.deepEqual(told, texts)
      }),
    )
  })
}
