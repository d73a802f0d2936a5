import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import {
  because,
  MemoryKeyring,
  memoryLogDriver,
  openLogStore,
  personA,
  written,
  MemoryKeys,
  type NoteEvent,
} from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { StoreBusy, StoreUnavailable, StreamErased } from '../failure.ts'
import { busy, unsure } from './append-item.ts'
import type { LogHolder } from './directed-writer.ts'
import type { Row } from './record.ts'

/** A process, and the one that it hands its appends to; `way` is what befalls them between the two. */
async function two(t: TestContext, way: (holder: LogHolder) => LogHolder = (holder) => holder) {
  const [rows, keys]: [Row[], MemoryKeys] = [[], new MemoryKeys()]
  const keyring = () => new MemoryKeyring(keys)
  const holding = await openLogStore<NoteEvent>(memoryLogDriver(rows), { keyring: keyring() })
  const handed: number[] = []
  const holder: LogHolder = (asked) => {
    handed.push(asked.length)
    return holding.take(asked)
  }
  const driver = memoryLogDriver(rows)
  const direction = () => way(holder)
  const store = await openLogStore<NoteEvent>(driver, { keyring: keyring(), direction })
  t.after(() => Promise.all([holding.close(), store.close()]))
  return { rows, keyring: keyring(), holding, handed, store }
}

describe('a log that a process writes through another', () => {
  it(
    'is read by it at once, and wakes those who follow in both',
    withContext(async (t) => {
      const { store, holding, handed } = await two(t)
      const woken: string[] = []
      t.after(store.feed.onAppended(() => woken.push('here')))
      t.after(holding.feed.onAppended(() => woken.push('there')))
      const both = ['1', '2'].map((n) => store.append(`note-${n}`, 0, [written(n)], because()))
      assert.deepEqual(
        (await Promise.all(both)).map(({ position }) => position),
        [1, 2],
      )
      assert.deepEqual([store.feed.known(), holding.feed.known()], [2, 2])
      assert.equal((await store.read('note-1')).length, 1)
      assert.equal((await store.feed.readAll(0, 10)).events.length, 2)
      await Promise.resolve()
      assert.deepEqual([woken.toSorted(), handed], [['here', 'there'], [2]])
    }),
  )
  it(
    'has once what was taken although its answer was lost',
    withContext(async (t) => {
      const lost = (holder: LogHolder) => async (asked: Parameters<LogHolder>[0]) => {
        await holder(asked)
        throw new StoreUnavailable('lost')
      }
      const { store, rows } = await two(t, lost)
      const appended = await store.append('note-1', 0, [written('a')], because())
      assert.deepEqual([appended.position, rows.length], [1, 1])
    }),
  )
  it(
    'is written by it where the other takes nothing',
    withContext(async (t) => {
      const { store, rows } = await two(t, () => async (asked) => asked.map(() => unsure))
      assert.equal((await store.append('note-1', 0, [written('a')], because())).position, 1)
      assert.equal(rows.length, 1)
    }),
  )
  it(
    'is busy where the other is',
    withContext(async (t) => {
      const { store, rows } = await two(t, () => async (asked) => asked.map(() => busy))
      await assert.rejects(store.append('note-1', 0, [written('a')], because()), StoreBusy)
      assert.equal(rows.length, 0)
    }),
  )
  it(
    'is not written for whoever is erased while it is handed over',
    withContext(async (t) => {
      const erasing = (holder: LogHolder) => async (asked: Parameters<LogHolder>[0]) => {
        await keyring.erase(personA)
        return holder(asked)
      }
      const { store, rows, keyring } = await two(t, erasing)
      const append = store.append('note-1', 0, [written('a')], because({ person: personA }))
      await assert.rejects(append, StreamErased)
      assert.equal(rows.length, 0)
    }),
  )
})
