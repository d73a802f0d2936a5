import { setTimeout as pause } from 'node:timers/promises'
import { leasesNeed } from '../../../packages/mongodb/src/index.ts'
import type { World } from './world.ts'

export type Held = { readonly _id: string; readonly holder: string; readonly until: Date }

/** The leases that somebody holds now. */
export async function heldNow({ connection }: World): Promise<readonly Held[]> {
  const leases = connection.collection<Held>(leasesNeed.name)
  return leases.find({ $expr: { $gt: ['$until', '$$NOW'] } }).toArray()
}

/** Resolves when each of them is held by somebody else, or it was waited for too long; answers how long that took, in milliseconds. */
export async function takenOver(
  world: World,
  before: readonly Held[],
  withinMs: number,
): Promise<number | undefined> {
  const from = performance.now()
  while (performance.now() - from < withinMs) {
    const now = new Map((await heldNow(world)).map(({ _id, holder }) => [_id, holder]))
    const isOthers = ({ _id, holder }: Held) => now.has(_id) && now.get(_id) !== holder
    if (before.every(isOthers)) return performance.now() - from
    await pause(20)
  }
  return undefined
}
