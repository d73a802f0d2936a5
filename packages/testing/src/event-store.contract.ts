import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from './with-context.ts'
import {
  commandHandler,
  accept,
  refuse,
  InvalidInput,
  StoreBusy,
  StoreReadOnly,
  StreamErased,
  WrongExpectedRevision,
  type Decider,
  type EventStore,
  type RecordedEvent,
} from '@careloom/event-sourcing'
import { because, eventually, personA, personB, struck, written, type NoteEvent } from './notes.ts'

export type StoreUnderTest = {
  readonly store: EventStore<NoteEvent>
  /** Destroys a person's key. */
  erase(person: string): Promise<void>
  /** The same data, as another process has it at the same time; `writes`: or is it refused that. */
  another(): Promise<{ readonly store: EventStore<NoteEvent>; readonly writes: boolean }>
  /** The same data, as the next start of the process finds it. The old store is not used any more. */
  reopen(): Promise<StoreUnderTest>
}

/** Makes an empty store and removes it when the test ends. `maxWaiting` bounds the appends that may wait. */
export type OpenStore = (
  t: TestContext,
  options?: { readonly maxWaiting?: number },
) => Promise<StoreUnderTest>

/** What every event store must do, whatever it stands on. `withinMs`: how long what is waited for may take. */
export function eventStoreContract(name: string, open: OpenStore, withinMs = 5_000): void {
  describe(`event store contract: ${name}`, () => {
    appending(open)
    racing(open)
    following(open, withinMs)
    erasing(open)
    handlingCommands(open)
    sharing(open, withinMs)
  })
}

async function everything(
  store: EventStore<NoteEvent>,
  pageSize = 100,
): Promise<RecordedEvent<NoteEvent>[]> {
  const all: RecordedEvent<NoteEvent>[] = []
  for (let after = 0; ;) {
    const page = await store.feed.readAll(after, pageSize)
    if (page.through === after) return all
    all.push(...page.events)
    after = page.through
  }
}

function appending(open: OpenStore): void {
  it(
    'answers what was appended, in order, under its envelope',
    withContext(async (t) => {
      const { store } = await open(t)
      const metadata = because({
        organization: 'org-1',
        purpose: 'TREAT',
        person: personA,
        consent: 'consent-1',
        correlationId: 'flow-1',
        traceparent: '00-1',
      })
      const first = await store.append('note-1', 0, [written('a'), written('b')], metadata)
      const second = await store.append('note-1', 2, [struck('a')], because({ person: personA }))
      assert.deepEqual(first, { stream: 'note-1', revision: 2, position: 2 })
      assert.deepEqual(second, { stream: 'note-1', revision: 3, position: 3 })
      const history = await store.read('note-1')
      assert.deepEqual(
        history.map(({ type, data }) => ({ type, data })),
        [written('a'), written('b'), struck('a')],
      )
      assert.deepEqual(
        history.map(({ revision }) => revision),
        [1, 2, 3],
      )
      assert.deepEqual(history[0]?.meta, metadata)
      assert.equal(history[0]?.person, personA)
      assert.equal(history[0]?.causationId, metadata.causationId)
      assert.equal(new Set(history.map(({ id }) => id)).size, 3)
    }),
  )
  it(
    'answers an empty history for a stream that is not there',
    withContext(async (t) => {
      const { store } = await open(t)
      assert.deepEqual(await store.read('note-none'), [])
      assert.equal(store.feed.known(), 0)
    }),
  )
  it(
    'refuses a wrong expected revision and changes nothing',
    withContext(async (t) => {
      const { store } = await open(t)
      await store.append('note-1', 0, [written('a')], because())
      for (const wrong of [0, 2, 7])
        await assert.rejects(
          store.append('note-1', wrong, [written('x'), written('y')], because()),
          WrongExpectedRevision,
        )
      assert.equal((await store.read('note-1')).length, 1)
      assert.deepEqual(await store.append('note-2', 0, [written('b')], because()), {
        stream: 'note-2',
        revision: 1,
        position: 2,
      })
    }),
  )
  for (const [what, name] of Object.entries({
    'two lines': 'note\n1',
    'an @, which separates names from revisions': 'note@1',
    'half a character': 'note-\ud800',
    NUL: 'note-\0',
  }))
    it(
      `refuses a stream whose name holds ${what}`,
      withContext(async (t) => {
        const { store } = await open(t)
        await assert.rejects(store.append(name, 0, [written('a')], because()), InvalidInput)
        assert.equal(store.feed.known(), 0)
      }),
    )
  it(
    'keeps everything over a restart and goes on counting',
    withContext(async (t) => {
      const before = await open(t)
      for (let i = 0; i < 20; i++)
        await before.store.append(
          `note-${i % 3}`,
          Math.floor(i / 3),
          [written(`${i}`)],
          because({ person: personA }),
        )
      const { store } = await before.reopen()
      assert.equal(store.feed.known(), 20)
      assert.equal((await everything(store)).length, 20)
      assert.equal(
        (await store.append('note-0', 7, [written('next')], because({ person: personA }))).position,
        21,
      )
    }),
  )
  it(
    'says busy before doing anything when too many wait',
    withContext(async (t) => {
      const { store } = await open(t, { maxWaiting: 10 })
      const many = Array.from({ length: 50 }, (_, i) =>
        store.append(`note-${i}`, 0, [written('a')], because()),
      )
      const settled = await Promise.allSettled(many)
      const refused = settled.flatMap((each) =>
        each.status === 'rejected' ? [each.reason as unknown] : [],
      )
      assert.ok(refused.length > 0)
      for (const error of refused)
        assert.ok(error instanceof StoreBusy && error.retryAfterMs > 0 && error.retryable)
      assert.equal((await everything(store)).length, 50 - refused.length)
      const accepted = await store.append('note-later', 0, [written('a')], because())
      assert.equal(accepted.revision, 1)
    }),
  )
}

function racing(open: OpenStore): void {
  it(
    'lets exactly one win each revision of a stream, gapless',
    withContext(async (t) => {
      const { store } = await open(t)
      const streams = 5
      const racers = 40
      const wins = new Map<string, number>()
      await Promise.all(
        Array.from({ length: racers }, async (_, racer) => {
          for (let round = 0; round < 10; round++) {
            const stream = `hot-${(racer + round) % streams}`
            const revision = (await store.read(stream)).length
            try {
              await store.append(stream, revision, [written(`${racer}.${round}`)], because())
              wins.set(`${stream}@${revision}`, (wins.get(`${stream}@${revision}`) ?? 0) + 1)
            } catch (error) {
              assert.ok(error instanceof WrongExpectedRevision)
            }
          }
        }),
      )
      const all = await everything(store)
      assert.ok([...wins.values()].every((count) => count === 1))
      assert.equal(all.length, wins.size)
      assert.deepEqual(
        all.map(({ position }) => position),
        all.map((_, i) => i + 1),
      )
      for (let s = 0; s < streams; s++)
        assert.deepEqual(
          (await store.read(`hot-${s}`)).map(({ revision }) => revision),
          all.filter((e) => e.stream === `hot-${s}`).map((_, i) => i + 1),
        )
    }),
  )
}

function following(open: OpenStore, withinMs: number): void {
  it(
    'never skips an event while many append',
    withContext(async (t) => {
      const { store } = await open(t)
      const total = 600
      const followers = [1, 7, 100].map((pageSize) => follow(store, pageSize, total, withinMs))
      await Promise.all(
        Array.from({ length: 30 }, async (_, w) => {
          for (let i = 0; i < total / 30; i++)
            await store.append(`note-${w}`, i, [written(`${w}.${i}`)], because())
        }),
      )
      const seen = await Promise.all(followers)
      for (const positions of seen)
        assert.deepEqual(
          positions,
          Array.from({ length: total }, (_, i) => i + 1),
        )
    }),
  )
  it(
    'wakes a listener after a commit until it is stopped',
    withContext(async (t) => {
      const { store } = await open(t)
      let woken = 0
      const stop = store.feed.onAppended(() => (woken += 1))
      await store.append('note-1', 0, [written('a')], because())
      await eventually(() => woken > 0, 'a wake-up', withinMs)
      assert.equal(store.feed.known(), 1)
      stop()
      const before = woken
      await store.append('note-1', 1, [written('b')], because())
      await new Promise((resolve) => setImmediate(resolve))
      assert.equal(woken, before)
    }),
  )
}

async function follow(
  store: EventStore<NoteEvent>,
  pageSize: number,
  until: number,
  withinMs: number,
): Promise<number[]> {
  const positions: number[] = []
  let after = 0
  await eventually(
    async () => {
      const page = await store.feed.readAll(after, pageSize)
      positions.push(...page.events.map(({ position }) => position))
      after = page.through
      return after >= until
    },
    `a feed of ${until} in pages of ${pageSize}`,
    withinMs,
  )
  return positions
}

function erasing(open: OpenStore): void {
  it(
    'cannot read or continue a stream whose key was destroyed, and serves the others',
    withContext(async (t) => {
      const under = await open(t)
      const { store } = under
      await store.append('note-a', 0, [written('sentinel-4711')], because({ person: personA }))
      await store.append('note-b', 0, [written('other')], because({ person: personB }))
      await everything(store)
      await under.erase(personA)
      let each = store
      for (let start = 0; start < 2; start++) {
        if (start === 1) each = (await under.reopen()).store
        await assert.rejects(each.read('note-a'), StreamErased)
        await assert.rejects(
          each.append('note-a', 1, [written('more')], because({ person: personA })),
          StreamErased,
        )
        const all = await everything(each)
        assert.deepEqual(
          all.map(({ erased }) => erased),
          [true, false],
        )
        assert.equal(all[0]?.data, undefined)
        assert.equal((await each.read('note-b'))[0]?.data.text, 'other')
      }
    }),
  )
  it(
    'does not give an erased person a new key',
    withContext(async (t) => {
      const under = await open(t)
      await under.erase(personA)
      await assert.rejects(
        under.store.append('note-a', 0, [written('x')], because({ person: personA })),
        StreamErased,
      )
      assert.equal(under.store.feed.known(), 0)
    }),
  )
}

type Count = { readonly texts: readonly string[] }

const noteDecider: Decider<Count, string, NoteEvent, 'written-already'> = {
  initialState: { texts: [] },
  evolve: (state, event) => ({ texts: [...state.texts, event.data.text] }),
  decide: (text, state) =>
    state.texts.includes(text) ? refuse('conflict', 'written-already') : accept(written(text)),
}

function handlingCommands(open: OpenStore): void {
  it(
    'answers a causation id with its first outcome before deciding',
    withContext(async (t) => {
      const { store } = await open(t)
      const handle = commandHandler(noteDecider, store)
      const metadata = because()
      const first = await handle('note-1', 'a', metadata)
      await handle('note-1', 'b', because())
      const again = await handle('note-1', 'a', metadata)
      assert.ok(first.ok && again.ok)
      assert.deepEqual({ ...again, repeated: false }, { ...first, events: again.events })
      assert.equal(again.repeated, true)
      const other = await handle('note-1', 'a', because())
      assert.deepEqual(other, {
        ok: false,
        refusal: { category: 'conflict', reason: 'written-already' },
      })
    }),
  )
  it(
    'decides again after a conflict: every command of a crowd is carried out once',
    withContext(async (t) => {
      const { store } = await open(t)
      const handle = commandHandler(noteDecider, store, {
        pause: (attempt) => new Promise((resolve) => setTimeout(resolve, attempt)),
      })
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, (_, i) => handle('note-1', `${i}`, because())),
      )
      assert.ok(outcomes.every((outcome) => outcome.ok))
      assert.equal((await store.read('note-1')).length, 5)
    }),
  )
  it(
    'refuses a revision that is not the current one',
    withContext(async (t) => {
      const { store } = await open(t)
      const handle = commandHandler(noteDecider, store)
      await handle('note-1', 'a', because())
      const stale = await handle('note-1', 'b', because(), 0)
      assert.ok(!stale.ok && stale.refusal.reason === 'revision-changed')
      assert.ok((await handle('note-1', 'b', because(), 1)).ok)
    }),
  )
  it(
    'refuses a command for an erased person, whether their stream is there or not',
    withContext(async (t) => {
      const under = await open(t)
      const handle = commandHandler(noteDecider, under.store)
      await handle('note-1', 'a', because({ person: personA }))
      await under.erase(personA)
      for (const stream of ['note-1', 'note-new']) {
        const outcome = await handle(stream, 'b', because({ person: personA }))
        assert.ok(!outcome.ok && outcome.refusal.reason === 'erased')
      }
    }),
  )
}

/** What another process on the same data must see, and may do. */
function sharing(open: OpenStore, withinMs: number): void {
  it(
    'reads what another process has appended, at once, also to a history that it knew',
    withContext(async (t) => {
      const { store, another } = await open(t)
      const { store: other } = await another()
      for (let revision = 0; revision < 5; revision++) {
        await store.append('note-1', revision, [written(`${revision}`)], because())
        assert.equal((await other.read('note-1')).length, revision + 1)
        assert.equal(await other.feed.latest(), revision + 1)
        assert.equal((await everything(other)).length, revision + 1)
      }
      assert.deepEqual(
        (await other.read('note-1')).map(({ data, revision }) => [data.text, revision]),
        (await store.read('note-1')).map(({ data, revision }) => [data.text, revision]),
      )
    }),
  )
  it(
    'hears of what another process appends',
    withContext(async (t) => {
      const { store, another } = await open(t)
      const { store: other } = await another()
      let woken = 0
      const stop = other.feed.onAppended(() => (woken += 1))
      t.after(stop)
      await store.append('note-1', 0, [written('a')], because())
      await eventually(() => woken > 0, 'that it hears of it', withinMs)
      assert.equal(other.feed.known(), 1)
    }),
  )
  it(
    'forgets whom another process erases: keys, histories and what it follows',
    withContext(async (t) => {
      const { store, another, erase } = await open(t)
      const { store: other } = await another()
      await store.append('note-1', 0, [written('a')], because({ person: personA }))
      await store.append('note-2', 0, [written('b')], because({ person: personB }))
      assert.equal((await other.read('note-1')).length, 1)
      assert.equal((await everything(other)).filter(({ erased }) => !erased).length, 2)
      await erase(personA)
      const isErased = () =>
        other.read('note-1').then(
          () => false,
          (error: unknown) => error instanceof StreamErased,
        )
      await eventually(isErased, 'that it is erased there too', withinMs)
      assert.deepEqual(
        (await everything(other)).map(({ erased }) => erased),
        [true, false],
      )
      assert.equal((await other.read('note-2')).length, 1)
    }),
  )
  it(
    'lets one win at each revision, or refuses the other to write, and has no hole either way',
    withContext(async (t) => {
      const { store, another } = await open(t)
      const { store: other, writes } = await another()
      for (let revision = 0; revision < 10; revision++) {
        const both = [store, other].map((each, i) =>
          each.append('note-1', revision, [written(`${i}`)], because()),
        )
        const settled = await Promise.allSettled(both)
        const won = settled.filter(({ status }) => status === 'fulfilled')
        assert.equal(won.length, 1)
        const lost = settled.find(({ status }) => status === 'rejected')
        const kind = writes ? WrongExpectedRevision : StoreReadOnly
        assert.ok(lost?.status === 'rejected' && lost.reason instanceof kind)
        assert.equal((await other.read('note-1')).length, revision + 1)
      }
      assert.deepEqual(
        (await everything(other)).map(({ position }) => position),
        Array.from({ length: 10 }, (_, i) => i + 1),
      )
    }),
  )
}
