import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { z } from 'zod'
import {
  address,
  byDefault,
  checkSettings,
  countField,
  hostAndPort,
  jsonArray,
  oneOf,
  optional,
  origin,
  realm,
  required,
  settingsOf,
  textField,
  timeZone,
  wholeNumber,
  WrongSettings,
  type Form,
} from './index.ts'
import { describeSettings, tablesOf } from './tables.ts'

const looms = jsonArray(
  z.strictObject({
    id: textField().describe('its id'),
    width: countField().prefault(3).describe('in threads'),
  }),
  { unique: 'id' },
)
const weaving = settingsOf('weaving', {
  origin: required('T_ORIGIN', origin, 'where it is'),
  looms: required('T_LOOMS', looms, 'the looms', { isSecret: true }),
  threads: byDefault('T_THREADS', wholeNumber(1, 9), '4', 'how many'),
  mark: optional('T_MARK', address, 'where its mark is', 'it has none'),
})
const dyeing = settingsOf('dyeing', {
  origin: weaving.variables.origin,
  vats: required('T_VATS', wholeNumber(0), 'how many vats'),
})
const env = { T_ORIGIN: 'https://loom.example', T_LOOMS: '[{"id":"a"}]' }
const problemsOf = (read: () => unknown) => {
  try {
    read()
  } catch (error) {
    if (error instanceof WrongSettings) return error.problems
    throw error
  }
  return assert.fail('nothing is wrong')
}

describe('settings', () => {
  it('are what the environment says, or what is declared', () => {
    assert.deepEqual(weaving.read(env), {
      origin: 'https://loom.example',
      looms: [{ id: 'a', width: 3 }],
      threads: 4,
      mark: undefined,
    })
    const { threads, mark } = weaving.read({
      ...env,
      T_THREADS: '9',
      T_MARK: 'https://loom.example/mark/',
    })
    assert.deepEqual([threads, mark], [9, 'https://loom.example/mark'])
  })
  it('take a variable that is set to nothing as one that is not set', () => {
    assert.equal(weaving.read({ ...env, T_THREADS: '' }).threads, 4)
    assert.deepEqual(problemsOf(() => weaving.read({ ...env, T_ORIGIN: '' })).length, 1)
  })
  it('name everything that is missing or wrong at once: place, reason and way on', () =>
    assert.deepEqual(
      problemsOf(() => weaving.read({ T_LOOMS: '[{},{"id":"b","width":0}]', T_THREADS: '10' })),
      [
        'T_ORIGIN is missing: where it is. It must be an http or https origin such as https://careloom.example',
        'T_LOOMS[0].id must be a text of at most 200 characters',
        'T_LOOMS[1].width must be a whole number from 1',
        'T_THREADS must be a whole number from 1 to 9',
      ],
    ))
  it('of several parts are checked together, each variable once', () =>
    assert.deepEqual(
      problemsOf(() => checkSettings([weaving, dyeing], { ...env, T_ORIGIN: 'loom' })).map(
        (problem) => problem.split(' ')[0],
      ),
      ['T_ORIGIN', 'T_VATS'],
    ))
  it('are described from what reads them', () => {
    const [table, help] = [tablesOf([weaving, dyeing]), describeSettings([weaving, dyeing])]
    for (const text of [table, help])
      for (const what of ['T_ORIGIN', 'T_LOOMS', 'T_THREADS', 'it has none', 'its id', '4', 'vats'])
        assert.ok(text.includes(what), `${what} in ${text}`)
    assert.match(table, /`T_ORIGIN` \| where it is \| .* \| weaving, dyeing \|/)
    assert.equal(table.split('`T_ORIGIN`').length, 2)
  })
})

describe('a form', () => {
  const readings: readonly (readonly [Form<unknown>, readonly string[], readonly string[]])[] = [
    [wholeNumber(1, 20), ['1', '20'], ['0', '21', '1.5', '1e1', ' 1', '0x1', 'one', '-1']],
    [oneOf('on', 'off'), ['on', 'off'], ['ON', 'yes']],
    [
      address,
      ['http://a', 'https://a.example/b/'],
      ['a.example', 'ftp://a', 'https://me:secret@a.example', 'https://a?b', 'https://a#b'],
    ],
    [origin, ['https://a.example', 'http://localhost:8080/'], ['https://a.example/b', 'a']],
    [
      realm,
      ['https://a.example/realms/b', 'https://a.example/auth/realms/b/'],
      ['https://a.example', 'https://a.example/realms/', 'https://a.example/realms/b/c'],
    ],
    [timeZone, ['America/New_York', 'UTC'], ['Here', 'America/Nowhere']],
    [
      hostAndPort,
      ['log.example:514', '::1:514', '[::1]:514'],
      ['log.example', 'log:0', 'log:65536', ':1', '[::1]', '[:1'],
    ],
  ]
  for (const [form, right, wrong] of readings)
    it(`reads ${form.must}, and nothing else`, () => {
      for (const text of right) assert.ok('value' in form.read(text), text)
      for (const text of wrong) assert.ok('wrong' in form.read(text), text)
    })
})
