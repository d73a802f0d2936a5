import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from './with-context.ts'
import {
  NotCaughtUp,
  projectionOfSome,
  type EventStore,
  type Projection,
  type ProjectionStatus,
  type ReadModel,
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
  /** Starts a projection over the store's feed; one that was closed goes on from its checkpoint. */
  run<Row>(projection: Projection<NoteEvent, Row>): ProjectionUnderTest<Row>
}

export type OpenProjections = (t: TestContext) => Promise<ProjectionsUnderTest>

/** What every projection store must do. */
export function projectionContract(name: string, open: OpenProjections): void {
  describe(`projection contract: ${name}`, () => {
    projecting(open)
    rebuilding(open)
    erasing(open)
    failing(open)
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

function failing(open: OpenProjections): void {
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
