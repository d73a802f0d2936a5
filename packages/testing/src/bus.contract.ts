import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from './with-context.ts'
import {
  CareloomError,
  InvalidInput,
  type EventStore,
  type Reaction,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import type { EventBus } from '@careloom/messaging'
import {
  because,
  eventually,
  published,
  struck,
  written,
  type NoteEvent,
  type NotePublished,
} from './notes.ts'

export { published, type NotePublished } from './notes.ts'

export type BusUnderTest = {
  readonly bus: EventBus
  /** The log that is published: `NoteWritten` as `notePublished`, `NoteStruck` not at all. */
  readonly store: EventStore<NoteEvent>
  readonly topic: string
  /** Waits until everything published by now was handled or set aside. */
  settled(): Promise<void>
  /** The same bus after a restart of the process. The old one is closed first. */
  restart(): Promise<BusUnderTest>
  /** The same after a crash: nothing was closed, checkpoints are as the last save left them. */
  crash(): Promise<BusUnderTest>
}

/** Tries wait a millisecond instead of the real backoff; `waits` collects what the backoff was asked for. */
export type OpenBus = (t: TestContext, waits?: number[]) => Promise<BusUnderTest>

/** What every bus must do. @param withinMs how long a message may take */
export function busContract(name: string, open: OpenBus, withinMs?: number): void {
  describe(`bus contract: ${name}`, () => {
    delivering(open)
    quarantining(open)
    waiting(open, withinMs)
    restarting(open, withinMs)
  })
}

type Handle = (event: ReceivedEvent<NotePublished>) => Promise<void>

function reaction(handle: Handle): Reaction<NotePublished> {
  return { name: 'reader', handles: ['notePublished'], keyOf: (event) => event.stream, handle }
}

async function write(
  store: EventStore<NoteEvent>,
  stream: string,
  ...texts: readonly string[]
): Promise<void> {
  for (const text of texts)
    await store.append(stream, (await store.read(stream)).length, [written(text)], because())
}

function delivering(open: OpenBus): void {
  it(
    'delivers what is published, in order per key, and keeps private what is private',
    withContext(async (t) => {
      const { bus, store, topic, settled } = await open(t)
      const seen: [string, string][] = []
      bus.react(
        topic,
        reaction(async (event) => void seen.push([event.stream, event.data.text])),
      )
      await write(store, 'a', '1', '2')
      await store.append('a', 2, [struck('2')], because())
      await write(store, 'b', '3')
      await settled()
      assert.deepEqual(
        seen.filter(([stream]) => stream === 'a'),
        [
          ['a', '1'],
          ['a', '2'],
        ],
      )
      assert.deepEqual(
        seen.filter(([stream]) => stream === 'b'),
        [['b', '3']],
      )
    }),
  )
  it(
    'delivers under the envelope of the stored event',
    withContext(async (t) => {
      const { bus, store, topic, settled } = await open(t)
      const seen: ReceivedEvent<NotePublished>[] = []
      bus.react(
        topic,
        reaction(async (event) => void seen.push(event)),
      )
      await store.append(
        'a',
        0,
        [written('1')],
        because({ correlationId: 'flow-1', causationId: 'cause-x' }),
      )
      await settled()
      const [stored] = await store.read('a')
      assert.equal(seen[0]?.id, stored?.id)
      assert.equal(seen[0]?.position, 1)
      assert.equal(seen[0]?.meta.correlationId, 'flow-1')
      assert.equal(seen[0]?.causationId, 'cause-x')
    }),
  )
  it(
    'keeps the order of a key while it retries, and does not hold up the others',
    withContext(async (t) => {
      const { bus, store, topic, settled } = await open(t)
      const seen: string[] = []
      let failures = 3
      bus.react(
        topic,
        reaction(async (event) => {
          if (event.data.text === 'a1' && failures-- > 0) throw new Error('not yet')
          seen.push(event.data.text)
        }),
      )
      await Promise.all([write(store, 'a', 'a1', 'a2', 'a3'), write(store, 'b', 'b1', 'b2')])
      await settled()
      assert.deepEqual(
        seen.filter((text) => text.startsWith('a')),
        ['a1', 'a2', 'a3'],
      )
      assert.deepEqual(
        seen.filter((text) => text.startsWith('b')),
        ['b1', 'b2'],
      )
      assert.deepEqual(await bus.quarantined(), [])
    }),
  )
  it(
    'delivers a topic that is published later',
    withContext(async (t) => {
      const { bus, settled, store } = await open(t)
      const seen: string[] = []
      bus.react<NotePublished>(
        'careloom.test.later.v1',
        reaction(async (event) => void seen.push(event.data.text)),
      )
      await write(store, 'a', '1')
      bus.publish({ topic: 'careloom.test.later.v1', feed: store.feed, map: published })
      await settled()
      assert.deepEqual(seen, ['1'])
    }),
  )
}

function quarantining(open: OpenBus): void {
  it(
    'sets a message aside after five tries with growing waits, and what follows it under its key',
    withContext(async (t) => {
      const waits: number[] = []
      const { bus, store, topic, settled } = await open(t, waits)
      let tries = 0
      const seen: string[] = []
      bus.react(
        topic,
        reaction(async (event) => {
          if (event.data.text === 'poison') {
            tries += 1
            throw new Error('cannot')
          }
          seen.push(event.data.text)
        }),
      )
      await write(store, 'a', 'poison', 'behind')
      await write(store, 'b', 'fine')
      await settled()
      assert.equal(tries, 5)
      assert.deepEqual(waits, [1, 2, 3, 4])
      assert.deepEqual(seen, ['fine'])
      const aside = await bus.quarantined()
      assert.deepEqual(
        aside.map(({ key, position, tries: after }) => [key, position, after]),
        [
          ['a', 1, 5],
          ['a', 2, 0],
        ],
      )
      assert.ok(aside.every((entry) => !JSON.stringify(entry).includes('behind"')))
    }),
  )
  it(
    'sets bad input aside at once',
    withContext(async (t) => {
      const { bus, store, topic, settled } = await open(t)
      let tries = 0
      bus.react(
        topic,
        reaction(async () => {
          tries += 1
          throw new InvalidInput('text', 'must be better')
        }),
      )
      await write(store, 'a', 'bad')
      await settled()
      assert.equal(tries, 1)
      assert.equal((await bus.quarantined()).length, 1)
    }),
  )
  it(
    'does not let poison of one key delay another',
    withContext(async (t) => {
      const { bus, store, topic, settled } = await open(t)
      const seen: string[] = []
      bus.react(
        topic,
        reaction(async (event) => {
          if (event.stream.startsWith('poison')) throw new Error('cannot')
          seen.push(event.stream)
        }),
      )
      for (let i = 0; i < 20; i++)
        await Promise.all([write(store, `poison-${i}`, 'x'), write(store, `good-${i}`, 'y')])
      await settled()
      assert.equal(seen.length, 20)
      assert.equal((await bus.quarantined()).length, 20)
    }),
  )
  it(
    'replays what was set aside in order, and a key that still fails keeps only itself',
    withContext(async (t) => {
      const { bus, store, topic, settled } = await open(t)
      let broken: readonly string[] = ['a', 'b']
      const seen: string[] = []
      const running = bus.react(
        topic,
        reaction(async (event) => {
          if (broken.includes(event.stream)) throw new Error('cannot')
          seen.push(event.data.text)
        }),
      )
      await write(store, 'a', 'a1', 'a2')
      await write(store, 'b', 'b1', 'b2')
      await settled()
      broken = ['a']
      assert.equal(await bus.replay(running.name), 2)
      assert.deepEqual(seen, ['b1', 'b2'])
      broken = []
      assert.equal(await bus.replay(running.name, 'a'), 2)
      await write(store, 'a', 'a3')
      await settled()
      assert.deepEqual(seen, ['b1', 'b2', 'a1', 'a2', 'a3'])
      assert.deepEqual(await bus.quarantined(), [])
    }),
  )
}

const away = (code: string) => new CareloomError(code, 'not now', { retryable: true })

function waiting(open: OpenBus, withinMs: number | undefined): void {
  it(
    'waits for whoever is away, busy, read-only or late, however often it must ask, and sets nothing aside',
    withContext(async (t) => {
      const { bus, store, topic, settled } = await open(t)
      const codes = ['CL_UNAVAILABLE', 'CL_STORE_BUSY', 'CL_STORE_READ_ONLY', 'CL_NOT_CAUGHT_UP']
      let asked = 0
      const seen: string[] = []
      const running = bus.react(
        topic,
        reaction(async (event) => {
          const code = codes[asked % codes.length] ?? ''
          if (event.data.text === 'a1' && asked++ < 40) throw away(code)
          seen.push(event.data.text)
        }),
      )
      await write(store, 'a', 'a1', 'a2')
      await write(store, 'b', 'b1')
      await eventually(() => seen.includes('b1'), 'the message of another key', withinMs)
      await eventually(() => seen.length === 3, 'all messages', withinMs)
      await settled()
      assert.deepEqual(
        seen.filter((text) => text.startsWith('a')),
        ['a1', 'a2'],
      )
      assert.equal(running.status().waiting, 0)
      assert.deepEqual(await bus.quarantined(), [])
    }),
  )
  it(
    'says how many keys wait and since when, and keeps its checkpoint before them',
    withContext(async (t) => {
      const { bus, store, topic, settled } = await open(t)
      const running = bus.react(
        topic,
        reaction(async (event) => {
          if (event.stream === 'a') throw away('CL_UNAVAILABLE')
        }),
      )
      await write(store, 'b', 'b1')
      await write(store, 'a', 'a1', 'a2')
      await eventually(() => running.status().waiting > 0, 'the wait', withinMs)
      await settled()
      const { checkpoint, waiting, waitingSince, failure } = running.status()
      assert.deepEqual([checkpoint, waiting, failure], [1, 1, undefined])
      assert.match(waitingSince ?? '', /^2026/)
    }),
  )
  it(
    'lets hundreds of messages that wait hold up no other key',
    withContext(async (t) => {
      const { bus, store, topic } = await open(t)
      const seen = new Set<string>()
      bus.react(
        topic,
        reaction(async (event) => {
          if (event.stream.startsWith('a')) throw away('CL_UNAVAILABLE')
          seen.add(event.stream)
        }),
      )
      for (let i = 0; i < 300; i++) await write(store, `a-${i}`, 'x')
      for (let i = 0; i < 10; i++) await write(store, `b-${i}`, 'y')
      await eventually(() => seen.size === 10, 'the messages behind those that wait', withinMs)
    }),
  )
}

function restarting(open: OpenBus, withinMs: number | undefined): void {
  it(
    'goes on after a restart where it was, and what was set aside stays aside',
    withContext(async (t) => {
      const first = await open(t)
      const seen: string[] = []
      const handle: Handle = async (event) => {
        if (event.stream === 'p') throw new Error('cannot')
        seen.push(event.data.text)
      }
      first.bus.react(first.topic, reaction(handle))
      await write(first.store, 'a', '1', '2')
      await write(first.store, 'p', 'x')
      await first.settled()
      const second = await first.restart()
      await write(second.store, 'p', 'y')
      await write(second.store, 'a', '3')
      second.bus.react(second.topic, reaction(handle))
      await second.settled()
      assert.deepEqual(seen, ['1', '2', '3'])
      assert.deepEqual(
        (await second.bus.quarantined()).map(({ position }) => position),
        [3, 4],
      )
    }),
  )
  it(
    'hands out again, after a crash, what was under way, in order',
    withContext(async (t) => {
      const first = await open(t)
      const seen: string[] = []
      first.bus.react(
        first.topic,
        reaction(async (event) => {
          seen.push(event.data.text)
          if (event.data.text === '2') await new Promise(() => undefined)
        }),
      )
      await write(first.store, 'a', '1', '2', '3')
      await eventually(() => seen.length === 2, 'the second message', withinMs)
      const second = await first.crash()
      const again: string[] = []
      second.bus.react(
        second.topic,
        reaction(async (event) => void again.push(event.data.text)),
      )
      await second.settled()
      assert.deepEqual(again.slice(-2), ['2', '3'])
    }),
  )
}
