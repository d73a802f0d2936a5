import type { ClusterReport } from '../cluster/parts.ts'
import { judge } from './judge.ts'
import type { Load } from './load.ts'
import { atRest } from './rest.ts'
import type { World } from './world.ts'

type Befallen = Pick<ClusterReport, 'part' | 'faults'> & {
  /** What was found on the way. */
  readonly other: Iterable<string>
}

/** Ends a part: whatever was offered has its answer, the house comes to rest by itself, and what it holds is judged. */
export async function concluded(
  world: World,
  load: Load,
  { part, faults, other }: Befallen,
): Promise<ClusterReport> {
  await load.end()
  const behind = await atRest(world)
  const judged = await judge(world, load.acks)
  return {
    part,
    faults,
    acknowledged: load.acks.length,
    ...judged,
    other: [...other, ...load.failed, ...behind, ...judged.other],
  }
}
