/** Parts of a day, with the hours that they stand for (local time, end exclusive). */
export const dayParts = {
  morning: { fromHour: 8, toHour: 12 },
  afternoon: { fromHour: 12, toHour: 17 },
  evening: { fromHour: 17, toHour: 21 },
} as const
export type DayPart = keyof typeof dayParts

/** When somebody can meet, as people say it. Days are 0 (Monday) to 6; no days or no parts: every one. */
export type MeetingTimes = { readonly days: readonly number[]; readonly parts: readonly DayPart[] }

/**
 * Sorted, without repetition.
 * @returns undefined when a day or a part is none.
 */
export function meetingTimesOf(
  days: readonly number[],
  parts: readonly string[],
): MeetingTimes | undefined {
  const known = (Object.keys(dayParts) as DayPart[]).filter((part) => parts.includes(part))
  const isDay = (day: number) => Number.isInteger(day) && day >= 0 && day <= 6
  if (!days.every(isDay) || known.length < new Set(parts).size) return undefined
  return { days: [...new Set(days)].sort((a, b) => a - b), parts: known }
}
