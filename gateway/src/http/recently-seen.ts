import { LRUCache } from 'lru-cache'
import { havingSeen, seenSoFar, type Seen } from '@careloom/event-sourcing'

const mostCallers = 10_000
/** Whatever shows it shows it within seconds, or says that it cannot. */
const keptMs = 60_000

/**
 * What each caller has seen lately, over whichever connection: their next request is answered by nothing older. A client that
 * registers somebody and refers them at once is not told that there is nobody.
 */
export type RecentlySeen = <T>(callerId: string, given: Seen, work: () => Promise<T>) => Promise<T>

export function recentlySeen(): RecentlySeen {
  const callers = new LRUCache<string, Seen>({ max: mostCallers, ttl: keptMs })
  return (callerId, given, work) => {
    const before = latest(callers.get(callerId) ?? {}, given)
    return havingSeen(before, async () => {
      try {
        return await work()
      } finally {
        const recorded = beyond(before, seenSoFar())
        // Others of the same caller may have ended meanwhile.
        if (Object.keys(recorded).length > 0)
          callers.set(callerId, latest(callers.get(callerId) ?? {}, recorded))
      }
    })
  }
}

/** What came about here: what a caller only says to have seen holds for the request that says so. */
function beyond(before: Seen, seen: Seen): Seen {
  return Object.fromEntries(
    Object.entries(seen).filter(([log, position]) => position > (before[log] ?? 0)),
  )
}

function latest(one: Seen, other: Seen): Seen {
  const all: Record<string, number> = { ...one }
  for (const [log, position] of Object.entries(other)) all[log] = Math.max(all[log] ?? 0, position)
  return all
}
