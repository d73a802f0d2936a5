import { setTimeout as pause } from 'node:timers/promises'
import { clients, kafkaDriver, type StoredMessage } from '../../../packages/kafka/src/index.ts'
import { publisherOf, topics } from '../../../proto/src/owners.ts'
import { endsIn } from './rest.ts'
import type { World } from './world.ts'

const withinMs = 60_000
/** What somebody else says: it stands for no part of a log. */
export const poison = Buffer.from('poison')

/** Everything that lies in the topics of the house, as anybody reads it who may ask the broker. */
export async function topicDump({
  kafka,
}: Pick<World, 'kafka'>): Promise<ReadonlyMap<string, readonly StoredMessage[]>> {
  const client = clients.platformatic({ brokers: kafka.brokers, clientId: 'torture' })
  const driver = kafkaDriver(client)
  const dumped = new Map<string, readonly StoredMessage[]>()
  try {
    for (const topic of topics) {
      const { next } = await client.bounds(topic, 0)
      const found: StoredMessage[] = []
      const tail = await driver.tail(
        topic,
        'beginning',
        async (messages) => void found.push(...messages),
      )
      const until = performance.now() + withinMs
      while ((found.at(-1)?.offset ?? -1n) + 1n < next && performance.now() < until) await pause(5)
      await tail.close()
      dumped.set(topic, found)
    }
    return dumped
  } finally {
    await driver.close()
  }
}

/** Where a topic leaves out a part of the log that it is a view of, or ends before it does. */
export async function topicHoles(world: World): Promise<readonly string[]> {
  const ends = await endsIn(world)
  const holes: string[] = []
  for (const [topic, messages] of await topicDump(world)) {
    let end = 0
    for (const { headers, value } of messages) {
      if (value.equals(poison)) continue
      const [after, through] = [Number(headers['after']), Number(headers['through'])]
      if (after > end) holes.push(`${topic} says nothing of ${end + 1} to ${after}`)
      end = Math.max(end, through)
    }
    const wanted = ends[publisherOf(topic)] ?? 0
    if (end < wanted) holes.push(`${topic} ends at ${end} of ${wanted}`)
  }
  return holes
}
