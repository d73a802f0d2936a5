import { randomUUID } from 'node:crypto'
import { clients, type Message } from '../../../packages/kafka/src/index.ts'
import { publisherOf, topics } from '../../../proto/src/owners.ts'
import type { ClusterReport } from '../cluster/parts.ts'
import { concluded } from './concluded.ts'
import { offer } from './load.ts'
import { endsIn } from './rest.ts'
import { poison, topicDump } from './topics.ts'
import type { World } from './world.ts'

export type Poison = { readonly perSecond: number; readonly acknowledged: number }

/** Messages of somebody else in every topic, which nobody can read: they are passed over, and what is behind them goes on. */
export async function poisoned(
  world: World,
  { perSecond, acknowledged }: Poison,
): Promise<ClusterReport> {
  const load = offer(world, perSecond)
  const other: string[] = []
  if (!(await load.more(acknowledged))) other.push('nothing was acknowledged')
  const faults = await put(world)
  if (!(await load.more(acknowledged))) other.push('it stands still behind what cannot be read')
  const part = 'messages of somebody else in every topic'
  return concluded(world, load, { part, faults, other })
}

/** Puts them there; answers how many. */
async function put(world: World): Promise<number> {
  const { brokers } = world.kafka
  const client = clients.platformatic({ brokers, clientId: 'somebody-else' })
  const producer = await client.producer()
  const dump = await topicDump(world)
  const ends = await endsIn(world)
  let count = 0
  for (const topic of topics) {
    const end = ends[publisherOf(topic)] ?? 0
    const messages = unreadable(
      end,
      dump.get(topic)?.findLast(({ headers }) => 'envelope' in headers),
    )
    await producer.send(topic, 0, messages)
    count += messages.length
  }
  await producer.close()
  await client.close()
  return count
}

/** No message; one whose body is another's; one that is sealed with a key that nobody has. */
function unreadable(end: number, last: Message | undefined): readonly Message[] {
  const [after, through] = [String(end), String(end + 1)]
  const nobodys = { position: end + 1, type: 'Unheard', meta: { person: randomUUID() } }
  const sealed = { after, through, envelope: JSON.stringify(nobodys) }
  const damaged =
    last === undefined ? [] : [{ ...last, headers: { ...last.headers, after, through } }]
  return [
    { key: 'x', headers: {}, value: poison },
    ...damaged.map((message) => ({ ...message, value: poison })),
    { key: 'x', headers: sealed, value: poison },
  ]
}
