import { now } from './clock.ts'

/**
 * How the last visit with this browser ended, shared by all its tabs and kept over a restart. A session belongs to one
 * visit: after *Sign out* in one tab no other tab, and no page out of the back-forward cache, has a session any more.
 */
const place = 'careloom.visit'

const touchedPlace = 'careloom.touched'

/** Signed out, locked after a time without a touch, or left so that nothing may remind of us. */
export type Left = 'left' | 'locked' | 'left-fast'
const ways: readonly string[] = ['left', 'locked', 'left-fast'] satisfies readonly Left[]
const isLeft = (kept: string | null): kept is Left => kept !== null && ways.includes(kept)

/** The visit that is under way, or null. */
export function visit(): string | null {
  const kept = localStorage.getItem(place)
  return isLeft(kept) ? null : kept
}

/** How the last visit ended. As long as it says so, no sign-in begins by itself. */
export function howLeft(): Left | null {
  const kept = localStorage.getItem(place)
  return isLeft(kept) ? kept : null
}

export function leaveVisit(how: Left): void {
  localStorage.setItem(place, how)
}

/** The visit that is under way in another tab, or a new one. */
export function enterVisit(): string {
  touch()
  const known = visit()
  if (known !== null) return known
  const made = crypto.randomUUID()
  localStorage.setItem(place, made)
  return made
}

/** Somebody pressed, typed or moved something, in whichever tab. */
export function touch(): void {
  localStorage.setItem(touchedPlace, String(now()))
}

/** Milliseconds since the last touch. */
export function untouchedMs(): number {
  const kept = localStorage.getItem(touchedPlace)
  return kept === null ? 0 : now() - Number(kept)
}

/** Told when another tab leaves or enters, and when this page comes out of the back-forward cache. */
export function onVisit(tell: () => void): void {
  addEventListener('storage', ({ key }) => key === place && tell())
  addEventListener('pageshow', ({ persisted }) => persisted && tell())
}
