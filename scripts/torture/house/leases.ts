import { setTimeout as pause } from 'node:timers/promises'
import { leasesNeed } from '../../../packages/mongodb/src/index.ts'
import type { World } from './world.ts'

export type Held = { readonly _id: string; readonly holder: string; readonly until: Date }

/** Longer than whoever holds a lease goes on before it asks for it again. */
const noticedMs = 4_000
const hourMs = 3_600_000

const leasesIn = ({ connection }: World) => connection.collection<Held>(leasesNeed.name)

/** The leases that somebody holds now. */
export async function heldNow(world: World): Promise<readonly Held[]> {
  return leasesIn(world)
    .find({ $expr: { $gt: ['$until', '$$NOW'] } })
    .toArray()
}

/**
 * Holds every lease but those of relays: no process does anything by itself any more, and all goes on being told. Resolves with
 * what lets them go.
 */
export async function heldStill(world: World): Promise<() => Promise<void>> {
  const holder = 'torture'
  const take = { holder, until: new Date(Date.now() + hourMs) }
  await leasesIn(world).updateMany({ _id: /^(?!relay )/ }, { $set: take, $inc: { epoch: 1 } })
  await pause(noticedMs)
  return async () => {
    await leasesIn(world).updateMany({ holder }, { $set: { until: new Date(0) } })
  }
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
