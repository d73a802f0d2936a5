import type { ClusterReport } from '../cluster/parts.ts'
import { pausedDoors } from './doors.ts'
import { drained } from './drain.ts'
import { erasedPerson } from './erased.ts'
import { pausedHolders } from './holders.ts'
import { processKills } from './kills.ts'
import { neighbourAway } from './neighbour.ts'
import { poisoned } from './poison.ts'
import type { PartName } from './protections.ts'
import { unlikeRebuilt } from './views.ts'
import { openWorld, type World } from './world.ts'

/** What befalls a house, and what was found afterwards. */
export type HousePart = (world: World) => Promise<ClusterReport>

/** As many as a house and its engines bear on two cores, with room for what a fault leaves to be done. */
export const perSecond = 2

/** One after the other, in the long form. */
export const houseParts = {
  kills: (world) => processKills(world, { rounds: 20, atOnce: 6, perSecond: 20, journeys: 2 }),
  holders: (world) => pausedHolders(world, { pauses: 2, pausedMs: 30_000, perSecond }),
  doors: (world) => pausedDoors(world, { rounds: 4 }),
  neighbour: (world) => neighbourAway(world, { awayMs: 60_000, perSecond }),
  poison: (world) => poisoned(world, { perSecond, acknowledged: 20 }),
  drain: (world) => drained(world, { rounds: 2, perSecond }),
  erased: (world) => erasedPerson(world),
} as const satisfies Readonly<Record<PartName, HousePart>>

/** The same parts in the short form: in the specs, and to show that each notices what it is there for. */
export const shortParts = {
  kills: (world) => processKills(world, { rounds: 1, atOnce: 4, perSecond, journeys: 1 }),
  holders: (world) => pausedHolders(world, { pauses: 1, pausedMs: 15_000, perSecond }),
  doors: (world) => pausedDoors(world, { rounds: 1 }),
  neighbour: (world) => neighbourAway(world, { awayMs: 20_000, perSecond }),
  poison: (world) => poisoned(world, { perSecond, acknowledged: 5 }),
  drain: (world) =>
    drained(world, { rounds: 1, perSecond, services: ['assignments', 'people', 'gateway'] }),
  erased: (world) => erasedPerson(world),
} as const satisfies Readonly<Record<PartName, HousePart>>

export const partNames = Object.keys(houseParts) as readonly PartName[]

/** @throws TypeError when there is none of this name */
export function partNamed(name: string): PartName {
  const found = partNames.find((each) => each === name)
  if (found === undefined) throw new TypeError(`--part: one of ${partNames.join(', ')}`)
  return found
}

/** Runs parts on one house; each tells what it found, and whether read models are then as they are built anew. */
export async function* onHouse(
  seed: number,
  names: readonly PartName[],
): AsyncGenerator<ClusterReport> {
  const world = await openWorld({ seed })
  try {
    for (const name of names) {
      const report = await told(name, houseParts[name](world))
      const unlike = await unlikeRebuilt(world)
      yield { ...report, other: [...report.other, ...unlike] }
    }
  } finally {
    await world.close()
  }
}

/** Runs each part on a house of its own that lacks what the part is there to prove. @throws Error when a part breaks off: that finds nothing */
export async function* onBrokenHouses(
  seed: number,
  names: readonly PartName[],
): AsyncGenerator<ClusterReport> {
  for (const name of names) {
    const world = await openWorld({ seed, without: name })
    try {
      yield await shortParts[name](world)
    } finally {
      await world.close()
    }
  }
}

/** A part that cannot be brought to its end has found something. */
async function told(part: PartName, running: Promise<ClusterReport>): Promise<ClusterReport> {
  try {
    return await running
  } catch (error) {
    const other = [`it broke off: ${error instanceof Error ? error.message : String(error)}`]
    return { part, faults: 0, acknowledged: 0, lost: 0, twice: 0, holes: 0, other }
  }
}
