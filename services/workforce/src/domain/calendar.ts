import { parseCalendarDay } from '@careloom/event-sourcing'
import type { CalendarDay } from '@careloom/event-sourcing'

/** The same day of the month some months later; the last day of the month where there is no such day. */
export function monthsLater(day: CalendarDay, months: number): CalendarDay {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const total = year * 12 + (month - 1) + months
  const laterYear = Math.floor(total / 12)
  const laterMonth = (total % 12) + 1
  const laterDate = Math.min(date, daysIn(laterYear, laterMonth))
  const text = [padded(laterYear, 4), padded(laterMonth, 2), padded(laterDate, 2)].join('-')
  return parseCalendarDay('day', text)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
