import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { dayOf, isAhead, isRealDay, lastDayOf } from './days.ts'

const now = '2026-03-02T09:00:00.000Z'

describe('the days of a FHIR dateTime', () => {
  for (const [dateTime, last, day] of [
    ['2027', '2027-12-31', undefined],
    ['2027-04', '2027-04-30', undefined],
    ['2028-02', '2028-02-29', undefined],
    ['2027-04-05', '2027-04-05', '2027-04-05'],
    ['2027-04-05T23:30:00-08:00', '2027-04-05', '2027-04-05'],
  ] as const)
    it(`of ${dateTime} end with ${last}`, () =>
      assert.deepEqual([lastDayOf(dateTime), dayOf(dateTime)], [last, day]))
  it('lie ahead when they begin nowhere on earth yet', () => {
    for (const begun of ['2026', '2026-03-02', '2026-03-02T09:04:00Z', '2026-03-02T12:00:00+14:00'])
      assert.equal(isAhead(begun, now), false, begun)
    for (const ahead of ['2027', '2026-03-03', '2026-03-02T09:06:00Z', '2026-03-02T09:00:00-01:00'])
      assert.equal(isAhead(ahead, now), true, ahead)
  })
  it('lie ahead by a day where that day has begun somewhere only', () =>
    assert.equal(isAhead('2026-03-03', '2026-03-02T10:00:00.000Z'), false))
  it('are in the calendar, or are none', () =>
    assert.deepEqual(['2028-02-29', '2027-02-29', '2026-13-01', '2026-00-10', 'x'].map(isRealDay), [
      true,
      false,
      false,
      false,
      false,
    ]))
})
