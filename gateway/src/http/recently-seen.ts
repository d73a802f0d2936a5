import { LRUCache } from 'lru-cache'
import { havingSeen, seenSoFar, type Seen } from '@careloom/event-sourcing'
import { latest, nowhere, type OtherGateways } from './other-gateways.ts'

const mostCallers = 10_000
/** Whatever shows it shows it within seconds, or says that it cannot. */
export const keptMs = 60_000

/**
 * What each caller has seen lately, over whichever connection: their next request is answered by nothing older. A client that
 * registers somebody and refers them at once is not told that there is nobody.
 */
export type RecentlySeen = <T>(callerId: string, given: Seen, work: () => Promise<T>) => Promise<T>

/** @param others where callers of this gateway are served too, who may carry nothing along */
export function recentlySeen(others: OtherGateways = nowhere): RecentlySeen {
  const callers = new LRUCache<string, Seen>({ max: mostCallers, ttl: keptMs })
  const here = (callerId: string) => callers.get(callerId) ?? {}
  return async (callerId, given, work) => {
    const before = [await others.heard(callerId), given].reduce(latest, here(callerId))
    return havingSeen(before, async () => {
      try {
        return await work()
      } finally {
        const recorded = beyond(before, seenSoFar())
        if (Object.keys(recorded).length > 0) {
          // Others of the same caller may have ended meanwhile.
          callers.set(callerId, latest(here(callerId), recorded))
          await others.tell(callerId, () => here(callerId))
        }
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
