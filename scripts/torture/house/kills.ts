import { journeyOn } from '@careloom/e2e'
import type { ClusterReport } from '../cluster/parts.ts'
import { concluded } from './concluded.ts'
import { hospitalAt, offer, type Referral } from './load.ts'
import type { World } from './world.ts'

export type Kills = {
  /** How often every process is killed. */
  readonly rounds: number
  /** How many at the same moment. */
  readonly atOnce: number
  readonly perSecond: number
  /** How many of the referrals are brought to their ends. */
  readonly journeys: number
}

/** Some more referrals after a process is back. */
const meanwhile = 2
const patienceMs = 120_000

/** Every process is killed again and again while referrals are offered; then everything that was said holds, and goes on. */
export async function processKills(
  world: World,
  { rounds, atOnce, perSecond, journeys }: Kills,
): Promise<ClusterReport> {
  const load = offer(world, perSecond)
  const other: string[] = []
  let faults = 0
  if (!(await load.more(meanwhile))) other.push('nothing was acknowledged')
  for (let round = 0; round < rounds; round++)
    for (const some of inGroups(shuffled(world), atOnce)) {
      await Promise.all(some.map((each) => each.kill()))
      for (const each of some) each.start()
      await Promise.all(some.map((each) => each.ready()))
      faults += some.length
      if (!(await load.more(meanwhile))) other.push(`it stands still after ${faults} faults`)
    }
  await load.end()
  other.push(...(await endsOf(world, load.acks.slice(0, journeys))))
  const part = `every process killed, ${perSecond} referrals/s`
  return concluded(world, load, { part, faults, other })
}

const inGroups = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  )

const shuffled = ({ house, random }: World) =>
  house.all
    .map((replica) => [random(), replica] as const)
    .sort(([a], [b]) => a - b)
    .map(([, replica]) => replica)

/** What keeps journeys from their ends. */
async function endsOf(
  { house }: World,
  referrals: readonly Referral[],
): Promise<readonly string[]> {
  const client = hospitalAt(house.url)
  const failed: string[] = []
  for (const sent of referrals)
    await journeyOn(house.url, await client(), sent, { patienceMs }).catch((error: unknown) =>
      failed.push(`a journey does not end: ${error instanceof Error ? error.message : 'failed'}`),
    )
  return failed
}
