/** What a FHIR date or dateTime, as it was written, says of days. */

/** The last day that a date still means: the end of a Period is inclusive to its precision (FHIR R4 Period.end). The day is that of the offset that was written. */
export function lastDayOf(dateTime: string): string {
  const [year = '', month, day] = dateTime.slice(0, 10).split('-')
  if (month === undefined) return `${year}-12-31`
  if (day !== undefined) return `${year}-${month}-${day}`
  return new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10)
}

/** The day that it names, in the offset that was written; undefined where it names only a month or a year. */
export const dayOf = (dateTime: string): string | undefined =>
  dateTime.length < 10 ? undefined : dateTime.slice(0, 10)

/** Somewhere on earth the day is ahead of UTC by so much. */
const farthestAheadMs = 14 * 3_600_000
/** Clocks differ. */
const skewMs = 5 * 60_000

/** Whether it begins after `now`, wherever it was written. */
export function isAhead(dateTime: string, now: string): boolean {
  const aheadMs = dateTime.includes('T') ? skewMs : farthestAheadMs
  return Date.parse(dateTime) > Date.parse(now) + aheadMs
}

/** Whether a day, YYYY-MM-DD, is in the calendar. */
export function isRealDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
