import { setTimeout as pause } from 'node:timers/promises'
import type { Replica } from '@careloom/e2e/cluster'
import type { ClusterReport } from '../cluster/parts.ts'
import { concluded } from './concluded.ts'
import { heldNow, type Held } from './leases.ts'
import { offer } from './load.ts'
import { replicasOf, type World } from './world.ts'

export type Drain = {
  readonly perSecond: number
  readonly rounds: number
  /** All of them unless said otherwise. */
  readonly services?: readonly string[]
}

const longestEndMs = 30_000
/** Longer than who holds a lease goes on before it asks again, and less than is left of one that nobody lets go. */
const handedOverMs = 5_000

/** Every process is told to end under load: it does, cuts nothing off that is not mended by asking again, and hands over what it holds. */
export async function drained(
  world: World,
  { perSecond, rounds, services = Object.keys(world.house.replicas) }: Drain,
): Promise<ClusterReport> {
  const load = offer(world, perSecond)
  const other: string[] = []
  let faults = 0
  if (!(await load.more(2))) other.push('nothing was acknowledged')
  for (let round = 0; round < rounds; round++)
    for (const replicas of services.map((service) => replicasOf(world, service)))
      for (const replica of replicas) {
        other.push(...(await ended(world, replica, replicas.length > 1)))
        faults += 1
        replica.start()
        await replica.ready()
      }
  if (!(await load.more(2))) other.push('it stands still')
  return concluded(world, load, { part: 'processes told to end', faults, other })
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
  const left = await leftBy(world, before)
  return [...other, ...left.map((lease) => `${replica.name} has left ${lease} to nobody`)]
}

/** The leases that nobody asks for, as those who live do all the while. */
async function leftBy(world: World, before: readonly Held[]): Promise<readonly string[]> {
  const ended = new Map((await heldNow(world)).map(({ _id, until }) => [_id, until.getTime()]))
  await pause(handedOverMs)
  const now = new Map((await heldNow(world)).map(({ _id, until }) => [_id, until.getTime()]))
  return before.map(({ _id }) => _id).filter((id) => !now.has(id) || now.get(id) === ended.get(id))
}
