import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from './with-context.ts'
import {
  StoreUnavailable,
  havingSeen,
  NotCaughtUp,
  projectionOfSome,
  unseen,
  type EventStore,
  type Feed,
  type Projection,
  type ProjectionStatus,
  type ReadModel,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import {
  because,
  boards,
  eventually,
  personA,
  personB,
  struck,
  written,
  type Board,
  type NoteEvent,
} from './notes.ts'

export type ProjectionUnderTest<Row> = ReadModel<Row> & {
  status(): ProjectionStatus
  rebuild(): Promise<void>
  dump(): Iterable<readonly [string, string]>
  caughtUp(): Promise<void>
  close(): Promise<void>
}

export type ProjectionsUnderTest = {
  readonly store: EventStore<NoteEvent>
  erase(person: string): Promise<void>
  /** Whether any file of the read models holds a text. */
  filesHold(text: string): boolean
  /** Starts a projection over the store's feed; one that was closed goes on from its checkpoint. */
  run<Row>(
    projection: Projection<NoteEvent, Row>,
    feed?: Feed<ReceivedEvent<NoteEvent>>,
  ): ProjectionUnderTest<Row>
}

export type OpenProjections = (t: TestContext) => Promise<ProjectionsUnderTest>

/** What every projection store must do. */
export function projectionContract(name: string, open: OpenProjections): void {
  describe(`projection contract: ${name}`, () => {
    projecting(open)
    rebuilding(open)
    erasing(open)
    failing(open)
    beginning(open)
  })
}

/** Some of everything: rows that change, disappear and come back. */
async function scribble(store: EventStore<NoteEvent>, events: number, seed = 1): Promise<number> {
  let position = 0
  const revisions = new Map<string, number>()
  for (let i = 0; i < events; i++) {
    const stream = `board-${(i * seed) % 7}`
    const revision = revisions.get(stream) ?? (await store.read(stream)).length
    const event = i % 3 === 2 ? struck(`${(i - 7) % 5}`) : written(`${i % 5}`)
    position = (await store.append(stream, revision, [event], because())).position
    revisions.set(stream, revision + 1)
  }
  return position
}

function projecting(open: OpenProjections): void {
  it(
    'shows a write to whoever waits for its position',
    withContext(async (t) => {
      const { store, run } = await open(t)
      const board = run(boards)
      for (let i = 0; i < 50; i++) {
        const { position } = await store.append('board-1', i, [written(`${i}`)], because())
        await board.reached(position)
        assert.equal((await board.get('board-1'))?.last, position)
      }
    }),
  )
  it(
    'refuses to wait longer than it was told',
    withContext(async (t) => {
      const { run } = await open(t)
      await assert.rejects(run(boards).reached(1_000, undefined, 20), NotCaughtUp)
    }),
  )
  it(
    'finds rows by index, in pages, both ways',
    withContext(async (t) => {
      const { store, run } = await open(t)
      const board = run(boards)
      for (let i = 0; i < 9; i++)
        await store.append(`board-${i}`, 0, [written(`t${i % 3}`)], because())
      await board.caughtUp()
      const one = await board.find({ index: 'text', from: 't1', to: 't1', limit: 10 })
      assert.deepEqual(
        one.map(({ key }) => key),
        ['board-1', 'board-4', 'board-7'],
      )
      const first = await board.find({ index: 'text', limit: 4 })
      const second = await board.find({ index: 'text', limit: 4, after: first.at(-1) })
      assert.deepEqual(
        [...first, ...second].map(({ key }) => key),
        ['board-0', 'board-3', 'board-6', 'board-1', 'board-4', 'board-7', 'board-2', 'board-5'],
      )
      const down = await board.find({ index: 'text', order: 'desc', limit: 2 })
      assert.deepEqual(
        down.map(({ key }) => key),
        ['board-8', 'board-5'],
      )
    }),
  )
  it(
    'removes a row with its index entries',
    withContext(async (t) => {
      const { store, run } = await open(t)
      const board = run(boards)
      await store.append('board-1', 0, [written('a')], because())
      const { position } = await store.append('board-1', 1, [struck('a')], because())
      await board.reached(position)
      assert.equal(await board.get('board-1'), undefined)
      assert.deepEqual(await board.find({ index: 'text', limit: 10 }), [])
    }),
  )
  it(
    'tells a listener which keys changed, after they can be read',
    withContext(async (t) => {
      const { store, run } = await open(t)
      const board = run(boards)
      const seen: (Board | undefined)[] = []
      board.onChanged(
        (keys) => void Promise.all(keys.map(async (key) => seen.push(await board.get(key)))),
      )
      await store.append('board-1', 0, [written('a')], because())
      await eventually(() => seen.length > 0, 'a change')
      assert.deepEqual(seen[0]?.texts, ['a'])
    }),
  )
  it(
    'goes on from its checkpoint after a restart, counting nothing twice',
    withContext(async (t) => {
      const { store, run } = await open(t)
      let told = 0
      const counting = projectionOfSome<NoteEvent, Board>({
        ...boards,
        key: (data, event, lookup) => ((told += 1), boards.key(data, event, lookup)),
      })
      const first = run(counting)
      await scribble(store, 30)
      await first.caughtUp()
      await first.close()
      await scribble(store, 30)
      const second = run(counting)
      await second.caughtUp()
      assert.equal(told, 60)
    }),
  )
  it(
    'waits for a feed that is away, and is not said to have failed',
    withContext(async (t) => {
      const { store, run } = await open(t)
      const { feed, state } = turned(store.feed)
      state.isAway = true
      const board = run(boards, feed)
      const { position } = await store.append('board-1', 0, [written('a')], because())
      await assert.rejects(board.reached(position, feed.name, 300), NotCaughtUp)
      assert.equal(board.status().failure, undefined)
      state.isAway = false
      await board.reached(position, feed.name, 60_000)
    }),
  )
  it(
    'answers nothing of what it was while nobody can say of which past that is',
    withContext(async (t) => {
      const { store, run } = await open(t)
      await scribble(store, 30)
      const { feed, state } = turned(store.feed)
      const first = run(boards, feed)
      await first.caughtUp()
      const grown = [...first.dump()]
      await first.close()
      state.past = 'mute'
      const second = run(boards, feed)
      await assert.rejects(second.get('board-1'), StoreUnavailable)
      await assert.rejects(second.reached(30, feed.name), StoreUnavailable)
      assert.equal(second.status().isWhole, false)
      state.past = ''
      await second.reached(30, feed.name)
      await eventually(() => second.status().isWhole, 'its past')
      assert.deepEqual([...second.dump()], grown)
    }),
  )
}

function rebuilding(open: OpenProjections): void {
  it(
    'equals, rebuilt, what it became step by step',
    withContext(async (t) => {
      const { store, run } = await open(t)
      const board = run(boards)
      for (let round = 1; round < 6; round++) {
        await scribble(store, 37, round)
        await board.caughtUp()
      }
      const before = [...board.dump()]
      await board.rebuild()
      assert.deepEqual([...board.dump()], before)
      assert.ok(before.length > 0)
    }),
  )
  it(
    'serves and follows while it is rebuilt',
    withContext(async (t) => {
      const { store, run } = await open(t)
      const board = run(boards)
      await scribble(store, 500)
      await board.caughtUp()
      let rebuilt = false
      let served = 0
      const rebuild = board.rebuild().then(() => (rebuilt = true))
      while (!rebuilt) {
        assert.notEqual(await board.get('board-1'), undefined)
        served += 1
        await new Promise((resolve) => setImmediate(resolve))
      }
      await rebuild
      await board.reached(await scribble(store, 10))
      assert.ok(served > 0)
      assert.equal((await board.get('board-0'))?.last !== undefined, true)
    }),
  )
  it(
    'holds nothing of an erased person when it is rebuilt',
    withContext(async (t) => {
      const { store, erase, run } = await open(t)
      await store.append('board-a', 0, [written('sentinel-4711')], because({ person: personA }))
      await store.append('board-b', 0, [written('other')], because())
      const board = run(boards)
      await board.caughtUp()
      await erase(personA)
      await board.rebuild()
      assert.deepEqual(
        [...board.dump()].map(([key]) => key),
        ['board-b'],
      )
    }),
  )
}

function erasing(open: OpenProjections): void {
  it(
    'leaves nothing of an erased person in any file when the erasure is answered',
    withContext(async (t) => {
      const { store, erase, run, filesHold } = await open(t)
      const board = run(boards)
      await store.append('board-a', 0, [written('sentinel-4711')], because({ person: personA }))
      await store.append('board-a', 1, [written('sentinel-4712')], because({ person: personA }))
      await board.caughtUp()
      // What was removed before is in the file no less.
      await store.append('board-a', 2, [struck('sentinel-4711')], because({ person: personA }))
      await board.caughtUp()
      assert.equal(filesHold('sentinel-4711'), true)
      await erase(personA)
      assert.equal(await board.get('board-a'), undefined)
      assert.deepEqual([filesHold('sentinel-4711'), filesHold('sentinel-4712')], [false, false])
    }),
  )
  it(
    'drops the rows of a person with their key, without being told by an event',
    withContext(async (t) => {
      const { store, erase, run } = await open(t)
      const board = run(boards)
      const changed: string[] = []
      board.onChanged((keys) => void changed.push(...keys))
      await store.append('board-a', 0, [written('sentinel-4711')], because({ person: personA }))
      await store.append('board-b', 0, [written('other')], because({ person: personB }))
      await board.caughtUp()
      changed.length = 0
      await erase(personA)
      await board.caughtUp()
      assert.deepEqual(changed, ['board-a'])
      assert.deepEqual(
        [...board.dump()].map(([key]) => key),
        ['board-b'],
      )
      const grown = [...board.dump()]
      await board.rebuild()
      assert.deepEqual([...board.dump()], grown)
    }),
  )
  it(
    'has dropped them before anything that was recorded after the erasure can be seen',
    withContext(async (t) => {
      const { store, erase, run } = await open(t)
      const board = run(boards)
      await store.append('board-a', 0, [written('sentinel-4711')], because({ person: personA }))
      await board.caughtUp()
      await erase(personA)
      const { position } = await store.append('board-b', 0, [written('b')], because())
      await board.reached(position)
      assert.equal(await board.get('board-a'), undefined)
    }),
  )
  it(
    'drops them at the next start when it was away',
    withContext(async (t) => {
      const { store, erase, run } = await open(t)
      const first = run(boards)
      await store.append('board-a', 0, [written('sentinel-4711')], because({ person: personA }))
      await first.caughtUp()
      await first.close()
      await erase(personA)
      const second = run(boards)
      await second.caughtUp()
      assert.deepEqual([...second.dump()], [])
    }),
  )
  it(
    'takes no row of an erased person, whoever tells of them',
    withContext(async (t) => {
      const { store, erase, run } = await open(t)
      const naming = projectionOfSome<NoteEvent, Board>({
        ...boards,
        name: 'naming',
        person: ({ texts }) => texts[0],
      })
      const board = run(naming)
      await erase(personA)
      await store.append('board-1', 0, [written(personA)], because())
      await store.append('board-2', 0, [written(personB)], because())
      await board.caughtUp()
      const grown = [...board.dump()]
      assert.deepEqual(
        grown.map(([key]) => key),
        ['board-2'],
      )
      await board.rebuild()
      assert.deepEqual([...board.dump()], grown)
    }),
  )
  it(
    'keeps rows that hold no person, or that must outlive one',
    withContext(async (t) => {
      const { store, erase, run } = await open(t)
      const models = (['nobody', 'kept'] as const).map((person) =>
        run(projectionOfSome<NoteEvent, Board>({ ...boards, name: person, person })),
      )
      await store.append('board-a', 0, [written('a')], because({ person: personA }))
      for (const model of models) await model.caughtUp()
      await erase(personA)
      for (const model of models) {
        await model.caughtUp()
        assert.equal([...model.dump()].length, 1)
      }
    }),
  )
}

/** A feed that can be held back, given another past, or left without a publisher. */
function turned(feed: Feed<ReceivedEvent<NoteEvent>>) {
  const wakers = new Set<() => void>()
  const state = { isHeld: false, isOpen: true, isAway: false, past: '' }
  const turnable: Feed<ReceivedEvent<NoteEvent>> = {
    name: feed.name,
    get isOpen() {
      return state.isOpen
    },
    log: feed.log,
    known: () => (state.isOpen ? feed.known() : 0),
    latest: () => feed.latest(),
    async mark(position) {
      if (state.past === 'mute') throw new StoreUnavailable('nobody can say')
      return `${state.past}${(await feed.mark(position)) ?? ''}`
    },
    async readAll(after, limit) {
      if (state.isAway) throw new StoreUnavailable('it is away')
      if (state.isHeld || !state.isOpen) return { events: [], through: after }
      return feed.readAll(after, Math.min(limit, 10))
    },
    onAppended(listener) {
      wakers.add(listener)
      return feed.onAppended(listener)
    },
  }
  return {
    feed: turnable,
    state,
    wake: () => {
      for (const wake of wakers) wake()
    },
  }
}

function beginning(open: OpenProjections): void {
  it(
    'answers nothing before it has seen all that was there when it began',
    withContext(async (t) => {
      const { store, run } = await open(t)
      await store.append('board-1', 0, [written('granted')], because())
      for (let i = 0; i < 50; i++) await store.append(`board-x${i}`, 0, [written('x')], because())
      await store.append('board-1', 1, [struck('granted')], because())
      const { feed, state, wake } = turned(store.feed)
      let seen = 0
      const slow = projectionOfSome<NoteEvent, Board>({
        ...boards,
        key(data, event, lookup) {
          // Held back half-way: what was granted is not withdrawn yet.
          if ((seen += 1) === 20) state.isHeld = true
          return boards.key(data, event, lookup)
        },
      })
      const board = run(slow, feed)
      await eventually(() => state.isHeld, 'the middle of the past')
      assert.equal(board.status().isWhole, false)
      await assert.rejects(board.get('board-1'), NotCaughtUp)
      await assert.rejects(board.find({ index: 'text', limit: 10 }), NotCaughtUp)
      const asked = board.get('board-1')
      state.isHeld = false
      wake()
      assert.equal(await asked, undefined)
      assert.equal(board.status().isWhole, true)
    }),
  )
  it(
    'answers those who have seen more of its log only when it shows that too, and others from what it has',
    withContext(async (t) => {
      const { store, run } = await open(t)
      await store.append('board-1', 0, [written('a')], because())
      const { feed, state, wake } = turned(store.feed)
      const board = run(boards, feed)
      await board.caughtUp()
      state.isHeld = true
      const texts = async () => (await board.get('board-1'))?.texts
      const found = async () => (await board.find({ index: 'text', limit: 10 })).length
      await havingSeen({ [feed.log ?? '']: 1, another: 99 }, async () => {
        assert.deepEqual(await texts(), ['a'])
        await store.append('board-1', 1, [written('b')], because())
        await assert.rejects(texts, NotCaughtUp)
        await assert.rejects(found, NotCaughtUp)
        const asked = Promise.all([texts(), found()])
        state.isHeld = false
        wake()
        assert.deepEqual(await asked, [['a', 'b'], 2])
      })
      state.isHeld = true
      const position = await scribble(store, 1)
      assert.deepEqual(await texts(), ['a', 'b'])
      await havingSeen({ [feed.log ?? '']: position }, () => assert.rejects(texts, NotCaughtUp))
      assert.deepEqual(await unseen(texts), ['a', 'b'])
    }),
  )
  it(
    'answers from a feed that nobody publishes yet, and waits for its past once somebody does',
    withContext(async (t) => {
      const { store, run } = await open(t)
      await store.append('board-1', 0, [written('a')], because())
      const { feed, state, wake } = turned(store.feed)
      state.isOpen = false
      const board = run(boards, feed)
      assert.equal(await board.get('board-1'), undefined)
      state.isOpen = true
      assert.equal(board.status().isWhole, false)
      const asked = board.get('board-1')
      wake()
      assert.deepEqual((await asked)?.texts, ['a'])
    }),
  )
  it(
    'is built anew where its feed has another past than it was built from',
    withContext(async (t) => {
      const { store, run } = await open(t)
      let told = 0
      const counting = projectionOfSome<NoteEvent, Board>({
        ...boards,
        key: (data, event, lookup) => ((told += 1), boards.key(data, event, lookup)),
      })
      await scribble(store, 30)
      const { feed, state } = turned(store.feed)
      const first = run(counting, feed)
      await first.caughtUp()
      await first.close()
      const same = run(counting, feed)
      await same.caughtUp()
      await same.close()
      assert.equal(told, 30)
      state.past = 'another '
      const second = run(counting, feed)
      await second.caughtUp()
      assert.equal(told, 60)
    }),
  )
}

function failing(open: OpenProjections): void {
  it(
    'goes on by itself when what it could not project can be projected',
    withContext(async (t) => {
      const { store, run } = await open(t)
      let isBroken = true
      const board = run(
        projectionOfSome<NoteEvent, Board>({
          ...boards,
          key(data, event, lookup) {
            if (isBroken && data.text === 'poison') throw new TypeError('no such text')
            return boards.key(data, event, lookup)
          },
        }),
      )
      await store.append('board-1', 0, [written('poison')], because())
      await eventually(() => board.status().failure !== undefined, 'a failure')
      isBroken = false
      await eventually(() => board.status().failure === undefined, 'that it goes on')
      await board.caughtUp()
      assert.deepEqual((await board.get('board-1'))?.texts, ['poison'])
    }),
  )
  it(
    'stands still before an event that it cannot project, says so, and goes on when it can',
    withContext(async (t) => {
      const { store, run } = await open(t)
      const faulty = projectionOfSome<NoteEvent, Board>({
        ...boards,
        key(data, event, lookup) {
          if (data.text === 'poison') throw new TypeError('no such text')
          return boards.key(data, event, lookup)
        },
      })
      const board = run(faulty)
      await store.append('board-1', 0, [written('a')], because())
      await store.append('board-1', 1, [written('poison')], because())
      await store.append('board-1', 2, [written('b')], because())
      await eventually(() => board.status().failure !== undefined, 'a failure')
      assert.equal(board.status().failure?.position, 2)
      assert.deepEqual((await board.get('board-1'))?.texts, ['a'])
      await assert.rejects(board.caughtUp(), NotCaughtUp)
      await board.close()
      const repaired = run(boards)
      await repaired.caughtUp()
      assert.deepEqual((await repaired.get('board-1'))?.texts, ['a', 'poison', 'b'])
      assert.equal(repaired.status().failure, undefined)
    }),
  )
}
