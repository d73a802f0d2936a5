import { setTimeout as pause } from 'node:timers/promises'
import { publisherOf, topics } from '../../../proto/src/owners.ts'
import { logs } from '../../../proto/src/owners.ts'
import {
  needsOfLog,
  reactionsNeed,
  relayCheckpointsNeed,
} from '../../../packages/mongodb/src/index.ts'
import type { World } from './world.ts'

const everyMs = 500

type Behind = (world: World, ends: Ends) => Promise<readonly string[]>

/**
 * Resolves when nothing is behind any more, or it was waited for too long; answers what is behind then.
 * @param behindOf what has to come to rest; everything unless said otherwise
 */
export async function atRest(
  world: World,
  behindOf: Behind = everythingBehind,
): Promise<readonly string[]> {
  const until = performance.now() + world.patienceMs
  for (let before = ''; ; await pause(everyMs)) {
    const ends = await endsIn(world)
    const behind = await behindOf(world, ends)
    const isStill = before === JSON.stringify(ends)
    if (behind.length === 0 && isStill) return []
    if (performance.now() > until) return isStill ? behind : [...behind, 'it does not come to rest']
    before = JSON.stringify(ends)
  }
}

export type Ends = Readonly<Record<string, number>>

/** How far every log goes. */
export async function endsIn({ connection }: World): Promise<Ends> {
  const ends = logs.map(async (log) => {
    const commits = connection.collection<{ position: number }>(needsOfLog(log).name)
    const last = await commits.find({}).sort({ position: -1 }).limit(1).next()
    return [log, last?.position ?? 0] as const
  })
  return Object.fromEntries(await Promise.all(ends))
}

const everythingBehind: Behind = async (world, ends) => {
  const all = [unread(world, ends), reactionsBehind(world, ends), setAside(world)]
  return (await Promise.all(all)).flat()
}

/** What of the logs has not been told to everybody who reads it. */
export const unread: Behind = async (world, ends) => {
  const models = world.house.all.map(({ name, ports }) => readModelsBehind(name, ports.operations))
  return (await Promise.all([relaysBehind(world, ends), ...models])).flat()
}

async function relaysBehind({ connection }: World, ends: Ends): Promise<readonly string[]> {
  const kept = connection.collection<{ _id: string; position: number }>(relayCheckpointsNeed.name)
  const reached = new Map((await kept.find({}).toArray()).map((one) => [one._id, one.position]))
  return topics
    .filter((topic) => (reached.get(topic) ?? 0) < (ends[publisherOf(topic)] ?? 0))
    .map((topic) => `relay ${topic}`)
}

/**
 * A reaction counts in the log that it follows: whatever that is, it is at the end of one. What waits for the hospital, which is not
 * there, waits by right.
 */
async function reactionsBehind(
  { connection, house }: World,
  ends: Ends,
): Promise<readonly string[]> {
  const ready = await Promise.all(house.all.map(({ ports }) => said(ports.operations, '/readyz')))
  const waits = (reaction: string) =>
    ready.some((text) => text?.includes(`"${reaction}":"CL_HOSPITAL_AWAY"`))
  const kept = connection.collection<{ _id: string; position: number }>(
    reactionsNeed.checkpoints.name,
  )
  const all = await kept.find({}).toArray()
  const isAtAnEnd = (position: number) => Object.values(ends).includes(position)
  return all
    .filter(({ _id, position }) => !isAtAnEnd(position) && !waits(_id))
    .map(({ _id }) => `reaction ${_id}`)
}

/** What was set aside; it names itself. */
export async function setAside({ connection }: World): Promise<readonly string[]> {
  const kept = connection.collection<{ reaction: string; type: string }>(
    reactionsNeed.quarantine.name,
  )
  const all = await kept.find({}).toArray()
  return all.map(({ reaction, type }) => `set aside by ${reaction}: ${type}`)
}

async function readModelsBehind(name: string, port: number): Promise<readonly string[]> {
  const text = await said(port, '/metrics')
  if (text === undefined) return [`${name} does not answer`]
  const figures = text.matchAll(/^careloom_projection_behind\{projection="([^"]+)"\} (\d+)$/gm)
  return [...figures]
    .filter(([, , behind]) => behind !== '0')
    .map(([, model, behind]) => `${name}: ${model} by ${behind}`)
}

/** What a process answers on its operations port, if it does. */
const said = (port: number, path: string): Promise<string | undefined> =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    (answer) => answer.text(),
    () => undefined,
  )
