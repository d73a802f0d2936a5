import type { CallMetadata, Vouched } from '@careloom/event-sourcing'

/** How long at most what a door has seen is passed on; a request is over long before. */
const stepMs = 30_000

/** What was made here, or came with a door's signature: an object that looks the same is none. */
const genuine = new WeakSet<Vouched>()

export const isGenuine = (vouched: Vouched): boolean => genuine.has(vouched)

export function asGenuine(vouched: Vouched): Vouched {
  genuine.add(vouched)
  return vouched
}

/** A caller's word for who is asking. For the same actor it is the same for half a minute, so that it is signed once. */
export function vouch(
  by: string,
  { actor, organization, purpose }: CallMetadata,
  nowMs: number,
): Vouched {
  const until = (Math.floor(nowMs / stepMs) + 2) * stepMs
  return asGenuine({ by, actor, organization, purpose, until })
}
