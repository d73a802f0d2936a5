import { setTimeout as pause } from 'node:timers/promises'
import type { ClusterReport } from '../cluster/parts.ts'
import { concluded } from './concluded.ts'
import { heldNow, takenOver, type Held } from './leases.ts'
import { offer } from './load.ts'
import { replicasOf, type World } from './world.ts'

export type Holders = {
  readonly pauses: number
  readonly pausedMs: number
  readonly perSecond: number
}

const service = 'assignments'
const [termMs, askedEveryMs] = [10_000, 3_000]

/** The process that holds the leases of a service stands still under load: the other one goes on, and it is one afterwards. */
export async function pausedHolders(
  world: World,
  { pauses, pausedMs, perSecond }: Holders,
): Promise<ClusterReport> {
  const load = offer(world, perSecond)
  const other: string[] = []
  for (let i = 0; i < pauses; i++) {
    const [holder, next] = await onlyHolder(world, i % 2)
    const before = await heldBy(world, holder.id)
    if (before.length === 0) other.push('nobody holds anything')
    holder.replica.pause()
    const taken = await takenOver(world, before, termMs + 4 * askedEveryMs)
    if (taken === undefined) other.push(`${next.name} does not go on`)
    await pause(pausedMs - (taken ?? 0))
    const [held] = await Promise.all([heldNow(world), load.more(1)])
    holder.replica.goOn()
    other.push(...(await movedAgain(world, held, before)))
  }
  const part = `who holds leases paused for ${pausedMs / 1_000} s`
  return concluded(world, load, { part, faults: pauses, other })
}

const heldBy = async (world: World, id: string) =>
  (await heldNow(world)).filter(({ holder }) => holder === id)

/** One replica with every lease of its service, because the other one has just been started. */
async function onlyHolder(world: World, i: number) {
  const [replica, next] =
    i === 0 ? replicasOf(world, service) : replicasOf(world, service).toReversed()
  if (replica === undefined || next === undefined) throw new TypeError(`${service} has one replica`)
  await next.end()
  const lease = `relay ${topic}`
  await pause(2 * askedEveryMs)
  const id = (await heldNow(world)).find(({ _id }) => _id === lease)?.holder ?? ''
  next.start()
  await next.ready()
  return [{ replica, id }, next] as const
}
const topic = 'careloom.assignments.assignment.v1'

/** Who has woken takes nothing from who goes on: as long as that one renews what it holds. */
async function movedAgain(
  world: World,
  held: readonly Held[],
  before: readonly Held[],
): Promise<readonly string[]> {
  const names = new Set(before.map(({ _id }) => _id))
  await pause(2 * askedEveryMs)
  const now = new Map((await heldNow(world)).map(({ _id, holder }) => [_id, holder]))
  return held
    .filter(({ _id, holder }) => names.has(_id) && now.get(_id) !== holder)
    .map(({ _id }) => `${_id} went to who had been paused`)
}
