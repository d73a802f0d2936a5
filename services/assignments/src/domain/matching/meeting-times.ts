import { dayParts, type DayPart, type MeetingTimes } from '@careloom/terminology'
import type { WeeklySpan } from './facts.ts'

const everyDay = [0, 1, 2, 3, 4, 5, 6]
const allDay = { fromHour: 0, toHour: 24 }

/** The weekly spans that somebody's words come to; none when they named neither a day nor a part of it. */
export function spansOf({ days, parts }: MeetingTimes): readonly WeeklySpan[] {
  if (days.length === 0 && parts.length === 0) return []
  const hours = parts.length === 0 ? [allDay] : parts.map((part: DayPart) => dayParts[part])
  return (days.length === 0 ? everyDay : days).flatMap((day) =>
    hours.map(({ fromHour, toHour }) => ({
      day,
      fromMinute: fromHour * 60,
      toMinute: toHour * 60,
    })),
  )
}
