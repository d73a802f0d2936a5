import { now } from './clock.ts'

/** An instant in the form of `<input type="datetime-local">`, in the device's own time zone. */
export function localInput(instant: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What such an input holds, as an instant; empty when it holds none. */
export function instantOf(local: string): string {
  const at = Date.parse(local)
  return Number.isNaN(at) ? '' : new Date(at).toISOString()
}

/** Tomorrow at ten: a time that is there to be changed. */
export function tomorrowAtTen(): string {
  const at = new Date(now())
  at.setDate(at.getDate() + 1)
  at.setHours(10, 0, 0, 0)
  return at.toISOString()
}

/** Whether a meeting is over by now, as planned. */
export function isOver({ at, minutes }: { at: string; minutes: number }, nowMs: number): boolean {
  return Date.parse(at) + minutes * 60_000 <= nowMs
}

/** The end of the reader's own day. */
export function endOfToday(nowMs: number): number {
  return new Date(nowMs).setHours(24, 0, 0, 0)
}
