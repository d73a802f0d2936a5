import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { isDeepStrictEqual } from 'node:util'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { because, openScratchLog } from '@careloom/testing'
import { fold, unreachable, type Event } from './decider.ts'
import { EventTooNew } from './failure.ts'
import {
  absentForNull,
  asWritten,
  at,
  firstSchema,
  renamed,
  schemaOf,
  upcast,
  within,
  writtenVersion,
  type EventSchema,
  type Upcast,
} from './schema.ts'
import { SqliteEventStore, uuidv7 } from './sqlite/index.ts'
import { instantOf } from './values.ts'

// Version 1 had one name, version 2 two, version 3 says which is preferred.
type Named = { given: string; family: string; preferred: string }
const inTwo: Upcast = (data) => {
  const [given = '', family = ''] = (data as { name: string }).name.split(' ')
  return { given, family }
}
const withPreferred: Upcast = (data) => ({ ...(data as Named), preferred: (data as Named).given })
const withoutPreferred: Upcast = (data) => {
  const { given, family } = data as Named
  return { given, family }
}

const release = {
  1: schemaOf({ PersonNamed: at(2, [inTwo]) }),
  2: schemaOf({
    PersonNamed: {
      writes: 2,
      reads: 3,
      upcasts: [inTwo, withPreferred],
      downcasts: [withoutPreferred],
    },
  }),
  3: schemaOf({ PersonNamed: at(3, [inTwo, withPreferred]) }),
}

/** What each version looked like when it was stored. Never changed: it stands in logs. */
const golden: Readonly<Record<number, unknown>> = {
  1: { name: 'Dana Reyes' },
  2: { given: 'Dana', family: 'Reyes' },
  3: { given: 'Dana', family: 'Reyes', preferred: 'Dana' },
}

describe('a schema', () => {
  for (const [version, data] of Object.entries(golden))
    it(`reads the golden record of version ${version} as today's`, () => {
      assert.deepEqual(upcast(release[3], 'PersonNamed', Number(version), data), golden[3])
      assert.deepEqual(upcast(release[2], 'PersonNamed', Number(version), data), golden[3])
    })
  it('leaves what is not named at version 1', () => {
    assert.equal(writtenVersion(release[3], 'PersonLeft'), 1)
    assert.deepEqual(upcast(release[3], 'PersonLeft', 1, { a: 1 }), { a: 1 })
    assert.deepEqual(asWritten(release[3], 'PersonLeft', { a: 1 }), { a: 1 })
  })
  it('writes what the release before can read, until the next release', () => {
    assert.deepEqual(
      ([1, 2, 3] as const).map((n) => writtenVersion(release[n], 'PersonNamed')),
      [2, 2, 3],
    )
    assert.deepEqual(asWritten(release[2], 'PersonNamed', golden[3]), golden[2])
    assert.deepEqual(asWritten(release[3], 'PersonNamed', golden[3]), golden[3])
  })
  it('says of what is newer which type it is, and which version', () => {
    assert.throws(
      () => upcast(release[1], 'PersonNamed', 3, golden[3]),
      (error) =>
        error instanceof EventTooNew &&
        error.retryable &&
        error.shown === 'PersonNamed version 3' &&
        error.message === 'PersonNamed version 3 was written by a newer version of the product',
    )
  })
  it('does not compile, and does not start, while a step is missing', () => {
    // @ts-expect-error: nothing leads from version 2 to 3
    assert.throws(() => schemaOf({ PersonNamed: at(3, [inTwo]) }), TypeError)
    const half = { writes: 1, reads: 2, upcasts: [inTwo] } as const
    // @ts-expect-error: nothing leads from what is read to what is written
    assert.throws(() => schemaOf({ PersonNamed: half }), TypeError)
    const ahead = { writes: 3, reads: 2, upcasts: [inTwo] } as const
    // @ts-expect-error: what is written could not be read
    assert.throws(() => schemaOf({ PersonNamed: ahead }), TypeError)
  })
})

describe('releases over one log', () => {
  type PersonEvent = Event<'PersonNamed', Named> | Event<'PersonLeft', object>
  const named: PersonEvent = { type: 'PersonNamed', data: golden[3] as Named }

  /** A log that processes of several releases have open side by side; each looks at it anew. */
  async function open(t: TestContext) {
    const { writer, keyring, file } = await openScratchLog<PersonEvent>(t)
    const log = await writer.openLog(file)
    return (schema: EventSchema) => {
      const [clock, newId] = [() => instantOf(Date.now()), uuidv7(Date.now)]
      const options = { name: 'test', file, writer, keyring, schema, clock, newId }
      const store = new SqliteEventStore<PersonEvent>(options, log)
      t.after(() => store.close())
      return store
    }
  }

  it(
    'that follow each other read what the other writes, both ways, and never rewrite it',
    withContext(async (t) => {
      const as = await open(t)
      for (const [older, newer] of [
        [release[1], release[2]],
        [release[2], release[3]],
      ] as const) {
        const stream = `person-${newer.writes['PersonNamed']}`
        for (let i = 0; i < 10; i++) {
          await as(older).append(stream, 2 * i, [named], because())
          await as(newer).append(stream, 2 * i + 1, [named], because())
        }
        const ofNewer = await as(newer).read(stream)
        assert.ok(ofNewer.every(({ data }) => isDeepStrictEqual(data, golden[3])))
        assert.equal((await as(older).read(stream)).length, 20)
        assert.equal((await as(older).feed.readAll(0, 100)).events.length % 20, 0)
        for (const { data } of await as(older).read(stream))
          assert.deepEqual(withoutPreferred(data), golden[2])
      }
      const { events } = await as(release[3]).feed.readAll(0, 100)
      assert.deepEqual(
        events.map(({ version }) => version),
        [
          ...Array.from({ length: 20 }, () => 2),
          ...Array.from({ length: 10 }, () => [2, 3]).flat(),
        ],
      )
    }),
  )
  it(
    'with one between them do not, and fail only whoever asks for the data',
    withContext(async (t) => {
      const as = await open(t)
      await as(release[3]).append(
        'person-1',
        0,
        [named, { type: 'PersonLeft', data: {} }],
        because(),
      )
      const { events, through } = await as(release[1]).feed.readAll(0, 10)
      assert.deepEqual(
        [events.map(({ type }) => type), through],
        [['PersonNamed', 'PersonLeft'], 2],
      )
      assert.throws(() => events[0]?.data, EventTooNew)
      assert.deepEqual(events[1]?.data, {})
      const [first] = await as(firstSchema).read('person-1')
      assert.throws(() => first?.data, EventTooNew)
    }),
  )
})

describe('a fold', () => {
  type Lamp = Event<'Lit', object> | Event<'PutOut', object>
  function evolve(_isLit: boolean, event: Lamp): boolean {
    if (event.type === 'Lit') return true
    return event.type === 'PutOut' ? false : unreachable(event)
  }
  it('says which type only a newer version of the product knows', () => {
    const dimmed = { type: 'Dimmed', data: {} } as unknown as Lamp
    assert.throws(
      () => fold({ initialState: false, evolve }, [{ type: 'Lit', data: {} }, dimmed]),
      (error) => error instanceof EventTooNew && error.shown === 'Dimmed',
    )
  })
})

describe('a step of an upcast', () => {
  const step = within('person', renamed('nick', 'called'))
  it('renames a field within another', () =>
    assert.deepEqual(step({ person: { nick: 'Dee', age: 3 }, nick: 1 }), {
      person: { called: 'Dee', age: 3 },
      nick: 1,
    }))
  it('adds nothing where there is none', () => {
    assert.deepEqual(step({ person: {} }), { person: {} })
    assert.deepEqual(step({ nick: 1 }), { nick: 1 })
  })
  it('leaves out what null said is not there, at any depth, and no item of a list', () =>
    assert.deepEqual(absentForNull({ a: null, b: { c: null, d: 0 }, e: [null, { f: null }] }), {
      b: { d: 0 },
      e: [null, {}],
    }))
})
