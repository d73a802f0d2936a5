import type { ClusterReport } from '../cluster/parts.ts'
import { pausedDoors } from './doors.ts'
import { drained } from './drain.ts'
import { erasedPerson } from './erased.ts'
import { pausedHolders } from './holders.ts'
import { processKills } from './kills.ts'
import { neighbourAway } from './neighbour.ts'
import { poisoned } from './poison.ts'
import { openWorld, type World } from './world.ts'

/** What befalls a house, and what was found afterwards. */
export type HousePart = (world: World) => Promise<ClusterReport>

/** As many as a house and its engines bear on two cores, with room for what a fault leaves to be done. */
export const perSecond = 2

/** One after the other, in the long form. */
export const houseParts = {
  kills: (world) => processKills(world, { rounds: 20, atOnce: 1, perSecond, journeys: 2 }),
  holders: (world) => pausedHolders(world, { pauses: 2, pausedMs: 30_000, perSecond }),
  doors: (world) => pausedDoors(world, { rounds: 4 }),
  neighbour: (world) => neighbourAway(world, { awayMs: 60_000, perSecond }),
  poison: (world) => poisoned(world, { perSecond, acknowledged: 20 }),
  drain: (world) => drained(world, { rounds: 2, perSecond }),
  erased: (world) => erasedPerson(world),
} as const satisfies Readonly<Record<string, HousePart>>

/** The same parts with something broken: each must notice. */
export const brokenParts = {
  doors: (world) => pausedDoors(world, { rounds: 1, revokes: false }),
  erased: (world) => erasedPerson(world, { erases: false }),
} as const satisfies Readonly<Record<string, HousePart>>

/** Runs parts on one house; each tells what it found. */
export async function* onHouse(
  seed: number,
  parts: Readonly<Record<string, HousePart>>,
): AsyncGenerator<ClusterReport> {
  const world = await openWorld(seed)
  try {
    for (const part of Object.values(parts)) yield await part(world)
  } finally {
    await world.close()
  }
}
