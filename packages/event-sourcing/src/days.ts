import { instantOf, InvalidInput, later, parseCalendarDay } from './values.ts'
import type { CalendarDay, Instant } from './values.ts'

/** Days as they are counted where the house is: one begins and ends at midnight there (ADR 53). */
export type Days = {
  /** The day on which an instant falls. */
  of(at: Instant): CalendarDay
  /** Its first moment. */
  startOf(day: CalendarDay): Instant
  /** The first moment after it. */
  endOf(day: CalendarDay): Instant
}

const dayMs = 86_400_000

/** @param timeZone as IANA names it: `America/New_York`. @throws InvalidInput when there is none of that name */
export function daysIn(timeZone: string): Days {
  const format = formatIn(timeZone)
  /** What the clocks of the zone show at an instant, as if it were UTC. */
  const shownMs = (ms: number): number => {
    const parts = format.formatToParts(ms).map(({ type, value }) => [type, value])
    const { year, month, day, hour, minute, second } = Object.fromEntries(parts)
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`)
  }
  const startOf = (day: CalendarDay) => {
    const wanted = Date.parse(`${day}T00:00:00.000Z`)
    // The offset at that moment is not known before the moment is: the second look is behind a change of clocks.
    const near = wanted - (shownMs(wanted) - wanted)
    return instantOf(wanted - (shownMs(near) - near))
  }
  const after = (day: CalendarDay) =>
    parseCalendarDay(
      'day',
      later(instantOf(Date.parse(`${day}T00:00:00.000Z`)), dayMs).slice(0, 10),
    )
  const endOf = (day: CalendarDay) => startOf(after(day))
  // Nearly every question is about today: reading a zone's clock costs more than all else that a decision does.
  let last: { readonly day: CalendarDay; readonly from: Instant; readonly to: Instant } | undefined
  const of = (at: Instant) => {
    if (last !== undefined && at >= last.from && at < last.to) return last.day
    const day = parseCalendarDay('day', instantOf(shownMs(Date.parse(at))).slice(0, 10))
    last = { day, from: startOf(day), to: endOf(day) }
    return day
  }
  return { of, startOf, endOf }
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit'
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    })
  } catch {
    throw new InvalidInput('timeZone', 'must be a name of the IANA time zone database')
  }
}
