import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { daysIn } from './days.ts'
import { instantOf, InvalidInput, later, parseCalendarDay, parseInstant } from './values.ts'

const day = (text: string) => parseCalendarDay('day', text)
const at = (text: string) => parseInstant('at', text)

describe('a day', () => {
  it('begins and ends at midnight where the house is', () => {
    const days = daysIn('America/Los_Angeles')
    assert.equal(days.startOf(day('2026-01-10')), '2026-01-10T08:00:00.000Z')
    assert.equal(days.endOf(day('2026-01-10')), '2026-01-11T08:00:00.000Z')
    assert.equal(days.of(at('2026-01-11T07:59:59.999Z')), '2026-01-10')
    assert.equal(days.of(at('2026-01-11T08:00:00.000Z')), '2026-01-11')
  })
  it('is shorter or longer by the hour when the clocks change', () => {
    const days = daysIn('America/New_York')
    const hours = (text: string) =>
      (Date.parse(days.endOf(day(text))) - Date.parse(days.startOf(day(text)))) / 3_600_000
    assert.deepEqual(['2026-03-07', '2026-03-08', '2026-11-01'].map(hours), [24, 23, 25])
  })
  it('holds every instant from its first moment to its last, in every zone', () => {
    const zones = ['UTC', 'America/Los_Angeles', 'Pacific/Honolulu', 'Asia/Kolkata', 'Pacific/Apia']
    const moments = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2032, 0) })
    fc.assert(
      fc.property(fc.constantFrom(...zones), moments, (zone, ms) => {
        const days = daysIn(zone)
        const its = days.of(instantOf(ms))
        assert.ok(days.startOf(its) <= instantOf(ms) && instantOf(ms) < days.endOf(its))
        assert.equal(days.of(days.startOf(its)), its)
        assert.equal(days.of(later(days.endOf(its), -1)), its)
      }),
    )
  })
  it('is of a zone that there is', () => assert.throws(() => daysIn('Mars/Olympus'), InvalidInput))
})
