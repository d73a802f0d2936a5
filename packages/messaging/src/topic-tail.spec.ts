import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { instantOf, type AnyEvent, type ReceivedEvent } from '@careloom/event-sourcing'
import type { Batch } from './broker.ts'
import { TopicTail } from './topic-tail.ts'

const eventAt = (position: number, person?: string): ReceivedEvent<AnyEvent> => ({
  position,
  stream: `note-${position % 2}`,
  revision: position,
  id: `event-${position}`,
  time: instantOf(0),
  person,
  causationId: `cause-${position}`,
  meta: { actor: 'actor-1', causationId: `cause-${position}` },
  erased: false,
  type: 'notePublished',
  data: {},
})
const batch = (after: number, through: number, positions = between(after, through)): Batch => ({
  topic: 'notes',
  key: 'log',
  after,
  through,
  events: positions.map((position) => eventAt(position)),
})
const between = (after: number, through: number) =>
  Array.from({ length: through - after }, (_, i) => after + 1 + i)

function tailFrom(through: number, erased: readonly string[] = []) {
  const asked: number[] = []
  const tail = new TopicTail<AnyEvent>({
    topic: 'notes',
    through,
    keyring: { isErased: (subject) => erased.includes(subject) },
    history: {
      async readAll(after, limit) {
        asked.push(after)
        const events = between(after, after + limit).map((position) => eventAt(position))
        return { events, through: after + limit }
      },
      mark: async (position) => `mark-${position}`,
      latest: async () => 1_000_000,
      log: 'log',
    },
  })
  const read = async (after: number, limit = 100) => {
    const page = await tail.readAll(after, limit)
    return [page.events.map(({ position }) => position), page.through]
  }
  return { tail, asked, read }
}

describe('the tail of a topic', () => {
  it('hands out in the order of the log, page by page, and then nothing more', async () => {
    const { tail, read } = tailFrom(0)
    tail.receive(batch(0, 2))
    tail.receive(batch(2, 5, [4, 5]))
    assert.deepEqual(await read(0, 3), [[1, 2, 4], 4])
    assert.deepEqual(await read(4, 3), [[5], 5])
    assert.deepEqual(await read(5), [[], 5])
  })
  it('passes over a late batch, and of one that overlaps what has been passed', async () => {
    const { tail, read } = tailFrom(0)
    let wakes = 0
    tail.onAppended(() => (wakes += 1))
    tail.receive(batch(0, 6))
    tail.receive(batch(0, 3))
    assert.equal(wakes, 1)
    tail.receive(batch(4, 8))
    assert.deepEqual(await read(0), [[1, 2, 3, 4, 5, 6, 7, 8], 8])
  })
  it('knows how far a batch goes of which nothing is published', async () => {
    const { tail, read } = tailFrom(0)
    tail.receive(batch(0, 3, []))
    assert.equal(tail.known(), 3)
    assert.deepEqual(await read(0), [[], 3])
  })
  it('reads in the history what was there before it and what a batch leaves out', async () => {
    const { tail, read, asked } = tailFrom(4)
    tail.receive(batch(0, 4))
    assert.deepEqual(await read(2, 2), [[3, 4], 4])
    tail.receive(batch(6, 8))
    assert.deepEqual(await read(4, 2), [[5, 6], 6])
    assert.deepEqual(await read(6), [[7, 8], 8])
    assert.deepEqual(asked, [2, 4])
  })
  it('leaves to the history what is skipped, and says so', async () => {
    const { tail, read, asked } = tailFrom(0)
    let wakes = 0
    tail.onAppended(() => (wakes += 1))
    tail.receive(batch(0, 2))
    tail.skip(6)
    tail.receive(batch(2, 5))
    assert.deepEqual([tail.known(), wakes], [6, 2])
    assert.deepEqual(await read(2, 4), [[3, 4, 5, 6], 6])
    assert.deepEqual(asked, [2])
    tail.receive(batch(6, 7))
    assert.deepEqual(await read(6), [[7], 7])
  })
  it('lets go of the oldest, which stay in the history', async () => {
    const { tail, read, asked } = tailFrom(0)
    for (let after = 0; after < 12_000; after += 1_000) tail.receive(batch(after, after + 1_000))
    assert.deepEqual((await read(2_000, 2))[0], [2_001, 2_002])
    assert.deepEqual(asked, [])
    await read(1_999, 2)
    assert.deepEqual(asked, [1_999])
  })
  it('answers nothing of a person whose key was destroyed', async () => {
    const { tail, read } = tailFrom(0, ['person-a'])
    tail.receive({ ...batch(0, 2), events: [eventAt(1, 'person-a'), eventAt(2, 'person-b')] })
    assert.deepEqual(await read(0), [[2], 2])
  })
  it('has whoever asked ask again where the history has not heard yet of what was passed', async () => {
    let knows = 0
    const tail = new TopicTail<AnyEvent>({
      topic: 'notes',
      through: 0,
      keyring: { isErased: () => false },
      history: {
        readAll: async (after) => ({ events: [], through: Math.max(after, knows) }),
        mark: async () => '',
        latest: async () => 5,
        log: 'log',
      },
    })
    tail.skip(5)
    const asked = new Promise<void>((resolve) => tail.onAppended(resolve))
    assert.equal((await tail.readAll(0, 10)).through, 0)
    knows = 5
    await asked
    assert.equal((await tail.readAll(0, 10)).through, 5)
  })
})
