import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@jest/globals'
import * as clinician from '../src/desks/clinician/words/desk.ts'
import * as common from '../src/words/common.ts'
import * as coordinator from '../src/desks/coordinator/words/desk.ts'
import * as integrator from '../src/desks/integrator/words/desk.ts'
import * as peer from '../src/desks/peer/words/desk.ts'
import * as peerSafety from '../src/desks/peer/words/safety.ts'
import * as person from '../src/desks/person/words/desk.ts'
import * as plan from '../src/plan/words.ts'

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

test('no screen is styled by hand: a width that is data is the only exception', () => {
  const screens = globSync('web/src/**/*.tsx', { cwd: join(import.meta.dirname, '../..') })
  const byHand = screens.flatMap((file) =>
    readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
      .split('\n')
      .filter((line) => /\sstyles?=\{/.test(line) && !line.includes('style={{ width: `'))
      .map((line) => `${file}: ${line.trim()}`),
  )
  assert.deepEqual(byHand, [])
})
