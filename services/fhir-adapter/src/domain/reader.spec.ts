import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { FhirProblem } from './outcome.ts'
import { identifiersOf, Reader } from './reader.ts'

function problem(read: (reader: Reader) => void, value: unknown): FhirProblem {
  const reader = new Reader(value, 'Thing')
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
  ['no instant', (r) => r.instant('a'), { a: 'noon' }, 'Thing.a', 'value'],
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
  it('takes dates of any precision as instants, and references under any base', () => {
    const reader = new Reader(
      {
        at: '2026-01-02T03:04:05+02:00',
        day: '2026-01',
        who: { reference: 'https://x.example/fhir/Patient/p1' },
      },
      'Thing',
    )
    assert.equal(reader.instant('at'), '2026-01-02T01:04:05.000Z')
    assert.equal(reader.instant('day'), '2026-01-01T00:00:00.000Z')
    assert.equal(reader.referenceTo('who', 'Patient'), 'p1')
  })
  it('takes an identifier only whole', () => {
    const reader = new Reader(
      { identifier: [{ system: 's', value: 'v' }, { value: 'v' }, { system: 's' }] },
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
          reader.instant(name)
        }
        identifiersOf(reader)
      }),
    ))
})
