import { AsyncLocalStorage } from 'node:async_hooks'
import type { Place } from './event-store.ts'
import { InvalidInput } from './values.ts'

/** How far whoever asks has seen each log, by the log's name: no answer to them may come from anything older. */
export type Seen = Readonly<Record<string, number>>

/** One per request, message or session's call, and everything that follows from it in this process. */
const sights = new AsyncLocalStorage<Map<string, number> | undefined>()

/**
 * Works for somebody who has seen this much. What is recorded on the way, here or by services that are called, counts as seen
 * from then on: whatever is read later waits for it.
 */
export function havingSeen<T>(seen: Seen, work: () => T): T {
  return sights.run(new Map(Object.entries(seen)), work)
}

/** Works for nobody in particular: what it records need not be waited for. */
export function unseen<T>(work: () => T): T {
  return sights.run(undefined, work)
}

/** What has been seen so far by those for whom this works; empty where it works for nobody. */
export function seenSoFar(): Seen {
  return Object.fromEntries(sights.getStore() ?? [])
}

/** Up to where they have seen a log, if at all. */
export function seenOf(log: string | undefined): number | undefined {
  return log === undefined ? undefined : sights.getStore()?.get(log)
}

/** They have seen this as well. */
export function alsoSeen({ log, position }: Place): void {
  const seen = sights.getStore()
  if (seen !== undefined && position > (seen.get(log) ?? 0)) seen.set(log, position)
}

/** They have seen what somebody else has. */
export function alsoSeenAll(seen: Seen): void {
  for (const [log, position] of Object.entries(seen)) alsoSeen({ log, position })
}

const maxLogs = 50

/** As text, for whoever carries it to another process. */
export function seenText(seen: Seen): string {
  return JSON.stringify(seen)
}

/** @throws InvalidInput with the field's name */
export function seenFrom(field: string, text: string): Seen {
  const value = parsed(text)
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  if (isSeen(value, entries)) return value
  throw new InvalidInput(field, 'must be a JSON object of log names and positions')
}

function isSeen(value: unknown, entries: readonly [string, unknown][]): value is Seen {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    entries.length <= maxLogs &&
    entries.every(([log, position]) => isName(log) && isPosition(position))
  )
}

const isName = (log: string): boolean => /^[a-z][a-z0-9-]{0,63}$/.test(log)
const isPosition = (position: unknown): boolean =>
  Number.isSafeInteger(position) && Number(position) >= 0

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
