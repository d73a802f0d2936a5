import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from './with-context.ts'
import { join } from 'node:path'
import {
  EventTooNew,
  instantOf,
  projectionOfSome,
  runReaction,
  type EventStore,
  type Keyring,
  type Lease,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import { runProjection, SqliteReactionStore } from '@careloom/event-sourcing/sqlite'
import { runRelay, TopicTail, type Batch, type RelayCheckpoint } from '@careloom/messaging'
import { published, type NotePublished } from './bus.contract.ts'
import { scratchFolder, scratchReadModels } from './scratch-log.ts'
import { because, eventually, personA, struck, written, type NoteEvent } from './notes.ts'

export type RelayUnderTest = {
  readonly store: EventStore<NoteEvent>
  readonly keyring: Keyring
  /** Lease and checkpoint as a process of its own sees them. */
  storeOf(): { readonly lease: Lease; readonly checkpoint: RelayCheckpoint }
  /** Lets time go by for the lease. */
  pass(ms: number): void
}

export type OpenRelay = (t: TestContext, leaseMs: number) => Promise<RelayUnderTest>

const topic = 'careloom.test.note.v1'
const leaseMs = 10_000
const options = { idleMs: 5, askMs: 5, saveMs: 5 }

type Told = ReceivedEvent<NotePublished>

/** A broker that keeps what it is sent; `refuse` makes it fail before or after it has done so. */
function broker() {
  const batches: Batch[] = []
  let refuse: 'before' | 'after' | undefined
  // The suite publishes notes only.
  const sent = () => batches.flatMap(({ events }) => events) as unknown as Told[]
  return {
    batches,
    sent,
    texts: () => sent().map(({ data }) => data.text),
    set refuses(when: 'before' | 'after' | undefined) {
      refuse = when
    },
    async send(batch: Batch) {
      if (refuse === 'before') throw new Error('the broker is away')
      batches.push(batch)
      if (refuse === 'after') throw new Error('the answer was lost')
    },
  }
}

/** What every lease and checkpoint of a relay must do, and what the relay makes of them. */
export function relayContract(name: string, open: OpenRelay): void {
  describe(`relay contract: ${name}`, () => {
    relaying(open)
    saving(open)
    leasing(open)
    following(open)
  })
}

async function write(store: EventStore<NoteEvent>, stream: string, ...texts: readonly string[]) {
  for (const text of texts)
    await store.append(stream, (await store.read(stream)).length, [written(text)], because())
}

function relaying(open: OpenRelay): void {
  it(
    'sends what is published in the order of the log, whatever its stream, and goes on after a restart',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const to = broker()
      const publication = { topic, feed: store.feed, map: published }
      await write(store, 'note-a', '1', '2')
      await store.append('note-a', 2, [struck('1')], because())
      const { lease, checkpoint } = storeOf()
      const first = runRelay(publication, to, checkpoint, lease, options)
      await eventually(() => to.sent().length === 2, 'two messages')
      await write(store, 'note-b', '3')
      await eventually(() => to.sent().length === 3, 'a third')
      await first.close()
      await write(store, 'note-a', '4')
      const second = runRelay(publication, to, checkpoint, lease, options)
      await eventually(() => to.sent().length === 4, 'a fourth')
      await second.close()
      assert.deepEqual(to.texts(), ['1', '2', '3', '4'])
      assert.deepEqual(
        to.sent().map(({ stream, position }) => [stream, position]),
        [
          ['note-a', 1],
          ['note-a', 2],
          ['note-b', 4],
          ['note-a', 5],
        ],
      )
      assert.deepEqual([...new Set(to.batches.map(({ key }) => key))], [store.feed.name])
    }),
  )
  it(
    'says with every batch how far it goes, also when nothing of it is published',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const to = broker()
      await write(store, 'note-a', '1')
      await store.append('note-a', 1, [struck('1'), struck('1')], because())
      const { lease, checkpoint } = storeOf()
      const publication = { topic, feed: store.feed, map: published }
      const relay = runRelay(publication, to, checkpoint, lease, options)
      await eventually(() => to.batches.at(-1)?.through === 3, 'all that was there')
      await store.append('note-a', 3, [struck('1')], because())
      await eventually(() => to.batches.at(-1)?.through === 4, 'what is private')
      await relay.close()
      const spans = to.batches.map(({ after, through }) => [after, through])
      assert.deepEqual(
        spans.map(([after]) => after),
        [0, ...spans.map(([, through]) => through).slice(0, -1)],
      )
      assert.deepEqual(to.batches.at(-1)?.events, [])
    }),
  )
  it(
    'sends again what the broker did not answer for, and loses nothing',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const to = broker()
      const errors: unknown[] = []
      const { lease, checkpoint } = storeOf()
      to.refuses = 'before'
      const relay = runRelay({ topic, feed: store.feed, map: published }, to, checkpoint, lease, {
        ...options,
        onError: (error) => errors.push(error),
      })
      await write(store, 'note-a', '1')
      await eventually(() => errors.length > 1, 'two failures')
      assert.deepEqual(to.texts(), [])
      to.refuses = 'after'
      await eventually(() => to.sent().length > 0, 'a message')
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
      const { lease, checkpoint } = storeOf()
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
      const { store, storeOf, keyring } = await open(t, leaseMs)
      const to = broker()
      await store.append('note-a', 0, [written('theirs')], because({ person: personA }))
      await write(store, 'note-b', 'other')
      await keyring.erase(personA)
      const { lease, checkpoint } = storeOf()
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

function saving(open: OpenRelay): void {
  const late = { ...options, saveMs: 3_600_000 }

  it(
    'asks for lease and checkpoint once, however many batches it sends, and saves when it lets go',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const to = broker()
      const { lease, checkpoint } = storeOf()
      const asked: string[] = []
      const relay = runRelay(
        { topic, feed: store.feed, map: published },
        to,
        {
          load: () => (asked.push('load'), checkpoint.load()),
          save: (position, epoch) => (asked.push('save'), checkpoint.save(position, epoch)),
        },
        { ...lease, acquire: () => (asked.push('acquire'), lease.acquire()) },
        { ...late, askMs: 3_600_000 },
      )
      for (const text of ['1', '2', '3', '4', '5']) {
        await write(store, 'note-a', text)
        await eventually(() => to.texts().at(-1) === text, 'the message')
      }
      assert.deepEqual([asked, await checkpoint.load()], [['acquire', 'load'], 0])
      await relay.close()
      assert.deepEqual([asked.at(-1), await checkpoint.load()], ['save', 5])
    }),
  )
  it(
    'sends again after a crash what was not saved, and no more; what the late one saves then changes nothing',
    withContext(async (t) => {
      const { store, storeOf, pass } = await open(t, leaseMs)
      const publication = { topic, feed: store.feed, map: published }
      const [one, two] = [storeOf(), storeOf()]
      const [toOne, toTwo] = [broker(), broker()]
      await write(store, 'note-a', '1')
      const first = runRelay(publication, toOne, one.checkpoint, one.lease, options)
      await eventually(async () => (await one.checkpoint.load()) === 1, 'the checkpoint')
      await first.close()
      const crashed = runRelay(publication, toOne, one.checkpoint, one.lease, {
        ...late,
        askMs: 3_600_000,
      })
      await write(store, 'note-a', '2', '3')
      await eventually(() => toOne.sent().length === 3, 'three messages')
      pass(leaseMs + 1)
      const second = runRelay(publication, toTwo, two.checkpoint, two.lease, options)
      await write(store, 'note-a', '4')
      await eventually(async () => (await two.checkpoint.load()) === 4, 'the checkpoint')
      assert.deepEqual(toTwo.texts(), ['2', '3', '4'])
      await crashed.close()
      await second.close()
      assert.equal(await two.checkpoint.load(), 4)
    }),
  )
  it(
    'saves later what could not be saved, and sends on meanwhile',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const to = broker()
      const { lease, checkpoint } = storeOf()
      let isAway = true
      const away = {
        load: () => checkpoint.load(),
        save: async (position: number, epoch: number) => {
          if (isAway) throw new Error('the database is away')
          return checkpoint.save(position, epoch)
        },
      }
      const errors: unknown[] = []
      const relay = runRelay({ topic, feed: store.feed, map: published }, to, away, lease, {
        ...options,
        onError: (error) => errors.push(error),
      })
      await write(store, 'note-a', '1')
      await eventually(() => errors.length > 0, 'a failure')
      await write(store, 'note-a', '2')
      await eventually(() => to.sent().length === 2, 'two messages')
      const before = errors.length
      await eventually(() => errors.length > before, 'another failure')
      isAway = false
      await eventually(async () => (await checkpoint.load()) === 2, 'the checkpoint')
      await relay.close()
      assert.deepEqual(to.texts(), ['1', '2'])
    }),
  )
}

function leasing(open: OpenRelay): void {
  it(
    'lets one of two relay; the other takes over when the first lets go',
    withContext(async (t) => {
      const { store, storeOf } = await open(t, leaseMs)
      const publication = { topic, feed: store.feed, map: published }
      const [one, two] = [storeOf(), storeOf()]
      const [toOne, toTwo] = [broker(), broker()]
      const first = runRelay(publication, toOne, one.checkpoint, one.lease, options)
      await write(store, 'note-a', '1')
      await eventually(() => toOne.sent().length === 1, 'a message')
      const second = runRelay(publication, toTwo, two.checkpoint, two.lease, options)
      await write(store, 'note-a', '2')
      await eventually(() => toOne.sent().length === 2, 'a second message')
      await first.close()
      await write(store, 'note-a', '3')
      await eventually(() => toTwo.sent().length === 1, 'a third message')
      await second.close()
      assert.deepEqual([toOne.texts(), toTwo.texts()], [['1', '2'], ['3']])
    }),
  )
  it(
    'fences off a late one: what it saves under its old epoch changes nothing',
    withContext(async (t) => {
      const { storeOf, pass } = await open(t, leaseMs)
      const [one, two] = [storeOf(), storeOf()]
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
      const { lease } = storeOf()
      const first = await lease.acquire()
      pass(leaseMs / 2)
      assert.equal(await lease.acquire(), first)
      pass(leaseMs + 1)
      assert.equal(await lease.acquire(), (first ?? 0) + 1)
    }),
  )
}

/** Texts in the order in which they were told. */
const told = projectionOfSome<NotePublished, { readonly texts: readonly string[] }>({
  name: 'told',
  version: 1,
  key: () => 'all',
  person: 'nobody',
  on: { notePublished: (row, { text }) => ({ texts: [...(row?.texts ?? []), text] }) },
})

/** A reaction and a read model that follow a topic over a broker. */
async function followers(t: TestContext, under: RelayUnderTest) {
  const tail = new TopicTail<NotePublished>({
    topic,
    // Nothing is missed, so nothing is asked for.
    history: { ...under.store.feed, readAll: async () => assert.fail() },
    through: 0,
    keyring: under.keyring,
  })
  const folder = scratchFolder(t)
  const reactions = new SqliteReactionStore(join(folder, 'reactions.sqlite'))
  const heard: string[] = []
  const reaction = runReaction<NotePublished>(
    {
      name: 'hears',
      handles: ['notePublished'],
      keyOf: () => 'all',
      handle: async ({ data }) => void heard.push(data.text),
    },
    tail,
    reactions,
    { now: () => instantOf(0) },
  )
  const file = scratchReadModels(t, join(folder, 'views.sqlite'))
  const rows = runProjection(told, file, [tail], under.keyring)
  t.after(async () => {
    await rows.close()
    await reaction.close()
    reactions.close()
  })
  const shown = async () => (await rows.get('all'))?.texts ?? []
  return { tail, heard, shown, rows, reaction }
}

function following(open: OpenRelay): void {
  it(
    'brings a late batch of an old holder that nobody notices who follows by position',
    withContext(async (t) => {
      const under = await open(t, leaseMs)
      const { store, storeOf, pass } = under
      const { tail, heard, shown, rows, reaction } = await followers(t, under)
      const publication = { topic, feed: store.feed, map: published }
      const [one, two] = [storeOf(), storeOf()]
      let goOn = () => {}
      const stalled = new Promise<void>((resolve) => (goOn = resolve))
      let late: Batch | undefined
      const slow = {
        async send(batch: Batch) {
          late ??= batch
          await stalled
          tail.receive(batch)
        },
      }
      await write(store, 'note-a', '1', '2')
      const first = runRelay(publication, slow, one.checkpoint, one.lease, options)
      await eventually(() => late !== undefined, 'a batch under way')
      pass(leaseMs + 1)
      const send = async (batch: Batch) => tail.receive(batch)
      const second = runRelay(publication, { send }, two.checkpoint, two.lease, options)
      await write(store, 'note-b', '3')
      await write(store, 'note-a', '4')
      await eventually(() => tail.known() === 4, 'all four')
      goOn()
      await first.close()
      await write(store, 'note-b', '5')
      await rows.reached(5, topic)
      await reaction.caughtUp()
      await second.close()
      assert.deepEqual(late?.through, 2)
      assert.deepEqual([heard, await shown()], [['1', '2', '3', '4', '5'], heard])
    }),
  )
  it(
    'sends what comes before an event that only a newer version can read, and leaves the rest to that one',
    withContext(async (t) => {
      const under = await open(t, leaseMs)
      const { store, storeOf } = under
      const { tail, heard, reaction } = await followers(t, under)
      const [one, two] = [storeOf(), storeOf()]
      const older = (event: Parameters<typeof published>[0]) => {
        if (event.position === 2) throw new EventTooNew('NoteWritten', 2)
        return published(event)
      }
      const send = async (batch: Batch) => tail.receive(batch)
      const errors: unknown[] = []
      await write(store, 'note-a', '1', '2', '3')
      const first = runRelay(
        { topic, feed: store.feed, map: older },
        { send },
        one.checkpoint,
        one.lease,
        { ...options, onError: (error) => errors.push(error) },
      )
      await eventually(() => errors.length > 0, 'that it stands still')
      await reaction.caughtUp()
      assert.deepEqual([heard, errors[0] instanceof EventTooNew], [['1'], true])
      const second = runRelay(
        { topic, feed: store.feed, map: published },
        { send },
        two.checkpoint,
        two.lease,
        options,
      )
      await eventually(() => tail.known() === 3, 'that the newer one goes on')
      await reaction.caughtUp()
      await Promise.all([first.close(), second.close()])
      assert.deepEqual(heard, ['1', '2', '3'])
    }),
  )
  it(
    'lets whoever waits for a position go on, also when what stands there is private',
    withContext(async (t) => {
      const under = await open(t, leaseMs)
      const { store, storeOf } = under
      const { tail, rows, reaction } = await followers(t, under)
      const { lease, checkpoint } = storeOf()
      const send = async (batch: Batch) => tail.receive(batch)
      const publication = { topic, feed: store.feed, map: published }
      const relay = runRelay(publication, { send }, checkpoint, lease, options)
      await write(store, 'note-a', '1')
      const { position } = await store.append('note-a', 1, [struck('1')], because())
      await rows.reached(position, topic)
      await reaction.caughtUp()
      assert.equal(reaction.checkpoint(), position)
      await relay.close()
    }),
  )
}
