import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import { because, openScratchLog } from '@careloom/testing'
import type { Event } from './decider.ts'
import {
  absentForNull,
  currentVersion,
  firstSchema,
  renamed,
  schemaOf,
  upcast,
  within,
} from './schema.ts'

// Version 1 had one name, version 2 two, version 3 says which is preferred.
const schema = schemaOf({
  PersonNamed: [
    (data) => {
      const [given = '', family = ''] = (data as { name: string }).name.split(' ')
      return { given, family }
    },
    (data) => ({ ...(data as object), preferred: (data as { given: string }).given }),
  ],
})

/** What each version looked like when it was stored. Never changed: it stands in logs. */
const golden: Readonly<Record<number, unknown>> = {
  1: { name: 'Dana Reyes' },
  2: { given: 'Dana', family: 'Reyes' },
  3: { given: 'Dana', family: 'Reyes', preferred: 'Dana' },
}

describe('upcasts', () => {
  for (const [version, data] of Object.entries(golden))
    it(`read the golden record of version ${version} as today's`, () => {
      assert.deepEqual(upcast(schema, 'PersonNamed', Number(version), data), golden[3])
    })
  it('leave what is not named at version 1', () => {
    assert.equal(currentVersion(schema, 'PersonLeft'), 1)
    assert.deepEqual(upcast(schema, 'PersonLeft', 1, { a: 1 }), { a: 1 })
  })
  it('stop at what is newer than the code, and at a missing step', () => {
    assert.throws(() => upcast(schema, 'PersonNamed', 4, {}), TypeError)
    assert.throws(() => upcast({ versions: { X: 2 }, upcasts: {} }, 'X', 1, {}), TypeError)
  })
  it(
    'work on a stored log and never rewrite it',
    withContext(async (t) => {
      const log = await openScratchLog<Event<'PersonNamed', unknown>>(t, { schema: firstSchema })
      await log.store.append('person-1', 0, [{ type: 'PersonNamed', data: golden[1] }], because())
      const newer = await log.reopen({ schema })
      await newer.store.append('person-1', 1, [{ type: 'PersonNamed', data: golden[3] }], because())
      assert.deepEqual(
        (await newer.store.read('person-1')).map(({ data, version }) => ({ data, version })),
        [
          { data: golden[3], version: 1 },
          { data: golden[3], version: 3 },
        ],
      )
      const older = await newer.reopen({ schema: firstSchema })
      await assert.rejects(older.store.read('person-1'), TypeError)
    }),
  )
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
