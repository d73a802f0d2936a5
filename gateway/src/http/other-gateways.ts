import type { Seen } from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'

/** What callers have seen lately at other gateways. */
export type OtherGateways = {
  heard(callerId: string): Promise<Seen>
  /**
   * Resolves when the others hear it, or cannot be told: what has been done is answered all the same.
   * @param seen all that the caller has seen here, asked when it is told
   */
  tell(callerId: string, seen: () => Seen): Promise<void>
}

export const nowhere: OtherGateways = { heard: async () => ({}), tell: async () => undefined }

/**
 * A client that carries nothing from answer to request, an EHR say, may meet another gateway with its next one. Each gateway keeps
 * what its callers have seen where the others find it: a place per caller, an entry per gateway, so that nobody overwrites what
 * somebody else has told.
 */
export function amongGateways(
  { shared, hashed, newId }: Pick<Host, 'shared' | 'hashed' | 'newId'>,
  keptMs: number,
  onError: (error: unknown) => void,
): OtherGateways {
  const own = newId()
  const placeOf = (callerId: string) => shared<Seen>(`seen ${hashed('caller', callerId)}`, keptMs)
  const telling = new Map<string, Promise<void>>()
  return {
    heard: async (callerId) => (await placeOf(callerId).all()).reduce(latest, {}),
    /** One after the other for each caller: what is older never replaces what is newer. */
    async tell(callerId, seen) {
      const before = telling.get(callerId) ?? Promise.resolve()
      const told = before.then(() => placeOf(callerId).put(own, seen())).catch(onError)
      telling.set(callerId, told)
      await told
      if (telling.get(callerId) === told) telling.delete(callerId)
    },
  }
}

export function latest(one: Seen, other: Seen): Seen {
  const all: Record<string, number> = { ...one }
  for (const [log, position] of Object.entries(other)) all[log] = Math.max(all[log] ?? 0, position)
  return all
}
