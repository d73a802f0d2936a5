import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from './with-context.ts'
import type { EventStore } from '@careloom/event-sourcing'
import { runRelay, type Outgoing, type RelayStore } from '@careloom/messaging'
import { published, type NotePublished } from './bus.contract.ts'
import { because, eventually, personA, struck, written, type NoteEvent } from './notes.ts'

export type RelayUnderTest = {
  readonly store: EventStore<NoteEvent>
  erase(person: string): Promise<void>
  /** Lease and checkpoint as a process of that name sees them. */
  storeOf(holder: string): RelayStore
  /** Lets time go by for the lease. */
  pass(ms: number): void
}

export type OpenRelay = (t: TestContext, leaseMs: number) => Promise<RelayUnderTest>

const topic = 'careloom.test.note.v1'
const leaseMs = 10_000
const options = { idleMs: 5 }

/** A broker that keeps what it is sent; `refuse` makes it fail before or after it has done so. */
function broker() {
  const sent: Outgoing[] = []
  let refuse: 'before' | 'after' | undefined
  return {
    texts: () => sent.map(({ event }) => (event as unknown as NotePublished).data.text),
    sent,
    set refuses(when: 'before' | 'after' | undefined) {
      refuse = when
    },
    async send(batch: readonly Outgoing[]) {
      if (refuse === 'before') throw new Error('the broker is away')
      sent.push(...batch)
      if (refuse === 'after') throw new Error('the answer was lost')
    },
  }
}

/** What every lease and checkpoint of a relay must do, and what the relay makes of them. */
export function relayContract(name: string, open: OpenRelay): void {
  describe(`relay contract: ${name}`, () => {
    relaying(open)
    leasing(open)
  })
}

async function write(store: EventStore<NoteEvent>, stream: string, ...texts: readonly string[]) {
  for (const text of texts)
    await store.append(stream, (await store.read(stream)).length, [written(text)], because())
}

function relaying(open: OpenRelay): void {
  it(
    'sends what is published, in order, under its stream as key, and goes on after a restart',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const to = broker()
      const publication = { topic, feed: store.feed, map: published }
      await write(store, 'note-a', '1', '2')
      await store.append('note-a', 2, [struck('1')], because())
      const { lease, checkpoint } = storeOf('one')
      const first = runRelay(publication, to, checkpoint, lease, options)
      await eventually(() => to.sent.length === 2, 'two messages')
      await write(store, 'note-b', '3')
      await eventually(() => to.sent.length === 3, 'a third')
      await first.close()
      await write(store, 'note-a', '4')
      const second = runRelay(publication, to, checkpoint, lease, options)
      await eventually(() => to.sent.length === 4, 'a fourth')
      await second.close()
      assert.deepEqual(to.texts(), ['1', '2', '3', '4'])
      assert.deepEqual(
        to.sent.map(({ key }) => key),
        ['note-a', 'note-a', 'note-b', 'note-a'],
      )
    }),
  )
  it(
    'sends again what the broker did not answer for, and loses nothing',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const to = broker()
      const errors: unknown[] = []
      const { lease, checkpoint } = storeOf('one')
      to.refuses = 'before'
      const relay = runRelay({ topic, feed: store.feed, map: published }, to, checkpoint, lease, {
        ...options,
        onError: (error) => errors.push(error),
      })
      await write(store, 'note-a', '1')
      await eventually(() => errors.length > 1, 'two failures')
      assert.deepEqual(to.texts(), [])
      to.refuses = 'after'
      await eventually(() => to.sent.length > 0, 'a message')
      assert.equal(await checkpoint.load(), 0)
      to.refuses = undefined
      await eventually(async () => (await checkpoint.load()) === 1, 'the checkpoint')
      await relay.close()
      assert.deepEqual([...new Set(to.texts())], ['1'])
    }),
  )
  it(
    'asks a broker that is away when its time has come, not for every piece of news',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const to = broker()
      const errors: unknown[] = []
      const { lease, checkpoint } = storeOf('one')
      to.refuses = 'before'
      await write(store, 'note-a', '1')
      const relay = runRelay({ topic, feed: store.feed, map: published }, to, checkpoint, lease, {
        idleMs: 3_600_000,
        onError: (error) => errors.push(error),
      })
      await eventually(() => errors.length === 1, 'a failure')
      await write(store, 'note-a', '2', '3')
      await relay.close()
      assert.equal(errors.length, 1)
    }),
  )
  it(
    'sends nothing of a person whose key was destroyed',
    withContext(async (t) => {
      const { store, storeOf, erase } = await open(t, leaseMs)
      const to = broker()
      await store.append('note-a', 0, [written('theirs')], because({ person: personA }))
      await write(store, 'note-b', 'other')
      await erase(personA)
      const { lease, checkpoint } = storeOf('one')
      const relay = runRelay(
        { topic, feed: store.feed, map: published },
        to,
        checkpoint,
        lease,
        options,
      )
      await eventually(async () => (await checkpoint.load()) === 2, 'the checkpoint')
      await relay.close()
      assert.deepEqual(to.texts(), ['other'])
    }),
  )
}

function leasing(open: OpenRelay): void {
  it(
    'lets one of two relay; the other takes over when the first lets go',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const publication = { topic, feed: store.feed, map: published }
      const [one, two] = [storeOf('one'), storeOf('two')]
      const [toOne, toTwo] = [broker(), broker()]
      const first = runRelay(publication, toOne, one.checkpoint, one.lease, options)
      await write(store, 'note-a', '1')
      await eventually(() => toOne.sent.length === 1, 'a message')
      const second = runRelay(publication, toTwo, two.checkpoint, two.lease, options)
      await write(store, 'note-a', '2')
      await eventually(() => toOne.sent.length === 2, 'a second message')
      await first.close()
      await write(store, 'note-a', '3')
      await eventually(() => toTwo.sent.length === 1, 'a third message')
      await second.close()
      assert.deepEqual([toOne.texts(), toTwo.texts()], [['1', '2'], ['3']])
    }),
  )
  it(
    'fences off a late one: what it saves under its old epoch changes nothing',
    withContext(async (t) => {
      const { storeOf, pass } = await open(t, leaseMs)
      const [one, two] = [storeOf('one'), storeOf('two')]
      const old = (await one.lease.acquire()) ?? 0
      assert.equal(await two.lease.acquire(), undefined)
      pass(leaseMs + 1)
      const current = (await two.lease.acquire()) ?? 0
      assert.ok(current > old)
      assert.equal(await one.lease.acquire(), undefined)
      assert.equal(await two.checkpoint.save(5, current), true)
      assert.equal(await one.checkpoint.save(9, old), false)
      assert.equal(await two.checkpoint.save(4, current), false)
      assert.equal(await one.checkpoint.load(), 5)
      await one.lease.release()
      assert.equal(await two.lease.acquire(), current)
    }),
  )
  it(
    'keeps the epoch while it is renewed in time, and raises it when it was not',
    withContext(async (t) => {
      const { storeOf, pass } = await open(t, leaseMs)
      const { lease } = storeOf('one')
      const first = await lease.acquire()
      pass(leaseMs / 2)
      assert.equal(await lease.acquire(), first)
      pass(leaseMs + 1)
      assert.equal(await lease.acquire(), (first ?? 0) + 1)
    }),
  )
}
