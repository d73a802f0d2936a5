import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { FhirProblem } from './outcome.ts'
import { identifiersOf, isOneOf } from './coded.ts'
import { Reader } from './reader.ts'
import { everything, modifiers } from './unread.ts'

const base = 'https://careloom.example/fhir'
const isObeyed = (value: unknown) =>
  typeof value === 'object' && value !== null && 'obeyed' in value

function problem(read: (reader: Reader) => void, value: unknown): FhirProblem {
  const unread = isObeyed(value) ? everything : modifiers()
  const reader = new Reader(value, 'Thing', { base, unread })
  read(reader)
  try {
    reader.done()
  } catch (error) {
    if (error instanceof FhirProblem) return error
  }
  return assert.fail('no fault was found')
}

const faults: readonly (readonly [
  what: string,
  read: (reader: Reader) => void,
  value: unknown,
  path: string,
  code: string,
])[] = [
  ['no object', () => undefined, [], 'Thing', 'structure'],
  ['no string', (r) => r.string('a'), { a: 1 }, 'Thing.a', 'structure'],
  ['an empty string', (r) => r.string('a'), { a: ' ' }, 'Thing.a', 'value'],
  ['too long a string', (r) => r.string('a', 3), { a: 'abcd' }, 'Thing.a', 'value'],
  ['a missing element', (r) => r.required('a'), {}, 'Thing.a', 'required'],
  ['an unknown code', (r) => r.code('a', ['x']), { a: 'y' }, 'Thing.a', 'value'],
  ['no boolean', (r) => r.boolean('a'), { a: 'true' }, 'Thing.a', 'structure'],
  ['no whole number', (r) => r.integer('a'), { a: 1.5 }, 'Thing.a', 'value'],
  ['no day', (r) => r.date('a'), { a: '2026-02-30' }, 'Thing.a', 'value'],
  ['no dateTime', (r) => r.dateTime('a'), { a: 'noon' }, 'Thing.a', 'value'],
  ['a day that there is not', (r) => r.dateTime('a'), { a: '2026-02-30' }, 'Thing.a', 'value'],
  ['no array', (r) => r.list('a'), { a: {} }, 'Thing.a', 'structure'],
  ['too many entries', (r) => r.list('a', 1), { a: [{}, {}] }, 'Thing.a', 'value'],
  ['no object in an array', (r) => r.list('a'), { a: [{}, 1] }, 'Thing.a[1]', 'structure'],
  ['no array of strings', (r) => r.strings('a'), { a: [1] }, 'Thing.a', 'structure'],
  [
    'a fault further down',
    (r) => r.list('a')[1]?.object('b')?.string('c'),
    { a: [{}, { b: { c: 7 } }] },
    'Thing.a[1].b.c',
    'structure',
  ],
  [
    'no literal reference',
    (r) => r.referenceTo('a', 'Patient'),
    { a: { display: 'x' } },
    'Thing.a.reference',
    'required',
  ],
  [
    'a reference to something else',
    (r) => r.referenceTo('a', 'Patient'),
    { a: { reference: 'Group/1' } },
    'Thing.a.reference',
    'value',
  ],
  [
    'a reference to another server',
    (r) => r.referenceTo('a', 'Patient'),
    { a: { reference: 'https://other.example/fhir/Patient/1' } },
    'Thing.a.reference',
    'value',
  ],
  [
    'a reference to a server that begins like ours',
    (r) => r.referenceTo('a', 'Patient'),
    { a: { reference: `${base}.other.example/Patient/1` } },
    'Thing.a.reference',
    'value',
  ],
  [
    'a reference within the resource',
    (r) => r.referenceTo('a', 'Patient'),
    { a: { reference: '#Patient/1' } },
    'Thing.a.reference',
    'value',
  ],
  [
    'a modifier that is not read',
    (r) => r.list('a'),
    { a: [{}, { modifierExtension: [] }] },
    'Thing.a[1].modifierExtension',
    'not-supported',
  ],
  [
    'rules that are not known',
    () => undefined,
    { implicitRules: 'x' },
    'Thing.implicitRules',
    'not-supported',
  ],
  [
    'an unread element of a type whose elements must be obeyed',
    (r) => r.string('a'),
    { resourceType: 'Thing', a: 'x', _a: {}, obeyed: 'canary' },
    'Thing.obeyed',
    'not-supported',
  ],
  [
    'a reference that is a path',
    (r) => r.referenceTo('a', 'Patient'),
    { a: { reference: 'Patient/../x' } },
    'Thing.a.reference',
    'value',
  ],
]

describe('reading what somebody sent', () => {
  for (const [what, read, value, path, code] of faults)
    it(`names ${what} by its FHIRPath`, () => {
      const { issues, status } = problem(read, value)
      assert.deepEqual(
        issues.map((issue) => [issue.expression?.[0], issue.code]),
        [[path, code]],
      )
      assert.equal(status, code === 'structure' ? 400 : 422)
    })
  it('collects every fault, and repeats nothing of what was sent', () => {
    const { issues } = problem((r) => [r.required('a'), r.date('b'), r.code('c', ['x'])], {
      b: 'canary',
      c: 'canary',
    })
    assert.deepEqual(
      issues.map(({ expression }) => expression?.[0]),
      ['Thing.a', 'Thing.b', 'Thing.c'],
    )
    assert.ok(!JSON.stringify(issues).includes('canary'))
  })
  it('takes references that are relative or under our own base, of any version', () => {
    for (const reference of ['Patient/p1', `${base}/Patient/p1`, `${base}/Patient/p1/_history/3`])
      assert.equal(
        new Reader({ who: { reference } }, 'Thing', { base }).referenceTo('who', 'Patient'),
        'p1',
      )
  })
  it('takes a code for what its system says, and for nothing of another system', () => {
    const wanted = { system: 'urn:s', code: 'c' }
    const codings = [wanted, { code: 'c' }, { system: 'urn:other', code: 'c' }]
    const reader = new Reader({ code: { coding: codings } }, 'Thing')
    assert.deepEqual(
      reader.codings('code').map((each) => isOneOf(each, wanted)),
      [true, false, false],
    )
  })
  it('takes an identifier only whole, and while it is in use', () => {
    const reader = new Reader(
      {
        identifier: [
          { system: 's', value: 'v' },
          { value: 'v' },
          { system: 's' },
          { use: 'old', system: 's', value: 'w' },
        ],
      },
      'Thing',
    )
    assert.deepEqual(identifiersOf(reader), [{ system: 's', value: 'v' }])
  })
  it('never throws anything else, whatever JSON it is given', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const reader = new Reader(value, 'Thing')
        for (const name of ['a', '__proto__', 'length', 'identifier']) {
          reader.string(name)
          reader.list(name).forEach((each) => each.strings('b'))
          reader.object(name)?.codings('c')
          reader.referenceTo(name, 'Patient')
          reader.dateTime(name)
        }
        identifiersOf(reader)
      }),
    ))
})
