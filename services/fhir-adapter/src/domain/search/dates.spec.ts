import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { dateSearch, spanOf, spanOfPeriod } from './dates.ts'

const holds = (asked: string, value: string) =>
  dateSearch(asked, 'date', 'date').holds(spanOf(value))
const table: readonly (readonly [asked: string, yes: readonly string[], no: readonly string[]])[] =
  [
    ['2026-03', ['2026-03-01', '2026-03-31T23:59:59.999Z'], ['2026-02-28', '2026-04-01']],
    [
      '2026-03-02',
      ['2026-03-02', '2026-03-02T10:00:00.000Z'],
      ['2026-03-01T23:59:59.999Z', '2026-03-03'],
    ],
    [
      'eq2026-03-02T10:00:00Z',
      ['2026-03-02T10:00:00.000Z', '2026-03-02T10:00:00.999Z'],
      ['2026-03-02T10:00:01.000Z'],
    ],
    ['2026-03-02T12:00:00+02:00', ['2026-03-02T10:00:00.500Z'], ['2026-03-02T12:00:00.000Z']],
    ['2026-03-02T10:00', ['2026-03-02T10:00:59.000Z'], ['2026-03-02T10:01:00.000Z']],
    ['ne2026-03-02', ['2026-03-01', '2026-03-03T00:00:00.000Z'], ['2026-03-02T10:00:00.000Z']],
    [
      'gt2026-03-02',
      ['2026-03-03', '2026-03-03T00:00:00.000Z'],
      ['2026-03-02', '2026-03-02T23:59:59.999Z'],
    ],
    ['ge2026-03-02', ['2026-03-02', '2026-03-02T00:00:00.000Z'], ['2026-03-01T23:59:59.999Z']],
    [
      'lt2026-03-02',
      ['2026-03-01T23:59:59.999Z', '1999-12-31'],
      ['2026-03-02', '2026-03-02T00:00:00.000Z'],
    ],
    ['lt2026-03-10', ['2026-03-09', '2026-03-09T23:59:59.999Z'], ['2026-03-10']],
    ['le2026-03-02', ['2026-03-02T23:59:59.999Z', '2026-03-01'], ['2026-03-03']],
    ['sa2026-03-02', ['2026-03-03'], ['2026-03-02T10:00:00.000Z']],
    ['eb2026-03-02', ['2026-03-01'], ['2026-03-02']],
  ]

describe('a search for a date', () => {
  for (const [asked, yes, no] of table)
    it(`takes ${asked} as FHIR does`, () => {
      for (const value of yes) assert.ok(holds(asked, value), value)
      for (const value of no) assert.ok(!holds(asked, value), value)
    })
  it('takes a period for all of its time, one without an end for all that comes', () => {
    const closed = spanOfPeriod('2026-03-02T10:00:00.000Z', '2026-03-09T10:00:00.000Z')
    const open = spanOfPeriod('2026-03-02T10:00:00.000Z', undefined)
    const asked = [
      'ge2026-03-05',
      'gt2026-03-09',
      'eb2026-03-10',
      'sa2026-03-01',
      '2026-03',
      'le2026-03-02',
    ]
    assert.deepEqual(
      [closed, open].map((span) =>
        asked.map((each) => dateSearch(each, 'date', 'period').holds(span)),
      ),
      [
        [true, false, true, true, true, false],
        [true, true, false, true, false, false],
      ],
    )
  })
  it('refuses what is no date', () => {
    for (const value of [
      '',
      'ge',
      'today',
      '26-01-01',
      '2026-1-1',
      'xx2026',
      '2026-01-01T25:00:00Z',
      '2026-01-01T10',
    ])
      assert.throws(() => dateSearch(value, 'date', 'date'), /must be a FHIR date/, value)
  })

  const someDate = fc
    .tuple(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2026-03-01'), noInvalidDate: true }),
      fc.constantFrom(10, 24),
    )
    .map(([date, precision]) => date.toISOString().slice(0, precision))
  it('begins its reading of an index where every span that holds begins', () =>
    fc.assert(
      fc.property(
        someDate,
        fc.option(fc.nat(9e9)),
        fc.constantFrom('eq', 'gt', 'ge', 'lt', 'le', 'sa', 'eb'),
        someDate,
        (start, ms, prefix, asked) => {
          const kind = ms === null ? 'date' : 'period'
          const end = new Date(Date.parse(start) + (ms ?? 0)).toISOString()
          const span = kind === 'date' ? spanOf(start) : spanOfPeriod(start, end)
          const { holds: found, starts } = dateSearch(prefix + asked, 'date', kind)
          if (starts === undefined) assert.equal(kind, 'period')
          else if (found(span)) assert.ok(span.from >= starts.from && span.from <= starts.to)
        },
      ),
    ))

  const instant = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString())
  it('divides time in three: before, at, after', () =>
    fc.assert(
      fc.property(instant, instant, fc.constantFrom(4, 7, 10, 24), (value, asked, precision) => {
        const date = asked.slice(0, precision)
        const [before, at, after] = ['lt', 'eq', 'gt'].map((prefix) => holds(prefix + date, value))
        assert.equal([before, at, after].filter(Boolean).length, 1)
        assert.deepEqual(
          ['le', 'ge', 'ne'].map((prefix) => holds(prefix + date, value)),
          [before === true || at === true, at === true || after === true, at !== true],
        )
      }),
    ))
})
