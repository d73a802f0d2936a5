import assert from 'node:assert/strict'
import { test } from '@jest/globals'
import * as clinician from '../src/words/clinician.ts'
import * as common from '../src/words/common.ts'
import * as coordinator from '../src/words/coordinator.ts'
import * as integrator from '../src/words/integrator.ts'
import * as peer from '../src/words/peer.ts'
import * as peerSafety from '../src/words/peer-safety.ts'
import * as person from '../src/words/person.ts'
import * as plan from '../src/words/plan.ts'

const desks = { clinician, common, coordinator, integrator, peer, peerSafety, person, plan }

function flat(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`),
  )
}
const values = (words: string) => [...words.matchAll(/\{\{(\w+)\}\}/g)].map((hit) => hit[1]).sort()

for (const [name, { en, es }] of Object.entries(desks)) {
  const spanish = new Map(flat(es))

  test(`${name} has every sentence in both languages`, () => {
    assert.deepEqual(
      [...spanish.keys()].sort(),
      flat(en)
        .map(([key]) => key)
        .sort(),
    )
    const blank = flat(en).filter(([key, words]) => (words === '') !== (spanish.get(key) === ''))
    assert.deepEqual(blank, [])
  })

  test(`${name} asks for no value in Spanish that English does not give`, () => {
    const more = flat(en).filter(([key, words]) => {
      const given = new Set(values(words))
      return values(spanish.get(key) ?? '').some((value) => !given.has(value))
    })
    assert.deepEqual(more, [])
  })
}

test('no screen but the clinician’s says patient', () => {
  const others = Object.entries(desks).filter(([name]) => name !== 'clinician' && name !== 'common')
  const said = others.flatMap(([, { en }]) =>
    flat(en).filter(([, words]) => /\bpatients?\b/i.test(words)),
  )
  assert.deepEqual(said, [])
})
