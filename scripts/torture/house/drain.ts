import type { Replica } from '@careloom/e2e/cluster'
import type { ClusterReport } from '../cluster/parts.ts'
import { judge } from './judge.ts'
import { heldNow, takenOver } from './leases.ts'
import { offer } from './load.ts'
import { atRest } from './rest.ts'
import type { World } from './world.ts'

export type Drain = { readonly perSecond: number; readonly rounds: number }

const longestEndMs = 30_000
/** Far less than the term of a lease. */
const handedOverMs = 2_000

/** Every process is told to end under load: it does, cuts nothing off that is not mended by asking again, and hands over what it holds. */
export async function drained(world: World, { perSecond, rounds }: Drain): Promise<ClusterReport> {
  const load = offer(world.house.url, perSecond)
  const other: string[] = []
  let faults = 0
  if (!(await load.more(2))) other.push('nothing was acknowledged')
  for (let round = 0; round < rounds; round++)
    for (const replicas of Object.values(world.house.replicas))
      for (const replica of replicas) {
        other.push(...(await ended(world, replica, replicas.length > 1)))
        faults += 1
        replica.start()
        await replica.ready()
      }
  if (!(await load.more(2))) other.push('it stands still')
  await load.end()
  other.push(...load.failed, ...(await atRest(world)))
  const judged = await judge(world, load.acks)
  const part = 'every process told to end'
  return {
    part,
    faults,
    acknowledged: load.acks.length,
    ...judged,
    other: [...other, ...judged.other],
  }
}

async function ended(world: World, replica: Replica, hasNext: boolean): Promise<readonly string[]> {
  const other: string[] = []
  const before = await heldNow(world)
  const from = performance.now()
  const code = await replica.end()
  const ms = performance.now() - from
  if (code !== 0) other.push(`${replica.name} ended with ${code}`)
  if (ms > longestEndMs) other.push(`${replica.name} took ${Math.round(ms)} ms to end`)
  if (!hasNext) return other
  const held = new Map((await heldNow(world)).map(({ _id, holder }) => [_id, holder]))
  const handed = before.filter(({ _id, holder }) => held.get(_id) !== holder)
  const taken = await takenOver(world, handed, 3 * handedOverMs)
  if (taken === undefined || taken > handedOverMs)
    other.push(`what ${replica.name} held is held again after ${Math.round(taken ?? Infinity)} ms`)
  return other
}
