import { setTimeout as pause } from 'node:timers/promises'
import type { ClusterReport } from '../cluster/parts.ts'
import { concluded } from './concluded.ts'
import { offer } from './load.ts'
import { setAside } from './rest.ts'
import { replicasOf, type World } from './world.ts'

export type Neighbour = {
  readonly awayMs: number
  readonly perSecond: number
}

const everyMs = 1_000

/** Whom others ask is away for a while under load: they wait, set nothing aside, and go on when it is back. */
export async function neighbourAway(
  world: World,
  { awayMs, perSecond }: Neighbour,
): Promise<ClusterReport> {
  const load = offer(world, perSecond)
  const other = new Set<string>()
  if (!(await load.more(2))) other.add('nothing was acknowledged')
  const people = replicasOf(world, 'people')
  await Promise.all(people.map((each) => each.kill()))
  for (let ms = 0; ms < awayMs; ms += everyMs) {
    await pause(everyMs)
    for (const what of await setAside(world)) other.add(what)
  }
  for (const each of people) each.start()
  await Promise.all(people.map((each) => each.ready()))
  if (!(await load.more(2))) other.add('it stands still after people came back')
  return concluded(world, load, { part: `people away for ${awayMs / 1_000} s`, faults: 1, other })
}
