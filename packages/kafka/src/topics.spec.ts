import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { KafkaAdmin, NewTopic, TopicState } from './client.ts'
import { migrateTopics, oneCopy, refuseWrongTopics, WrongTopics } from './topics.ts'

/** A Kafka that says now and then of what it has just made that it is not there. */
function admin(topics: Record<string, TopicState> = {}, failures = 0) {
  const made: NewTopic[] = []
  const port: KafkaAdmin = {
    bounds: () => assert.fail(),
    close: async () => {},
    async createTopic(topic) {
      made.push(topic)
      if (failures-- > 0) throw new Error('This server does not host this topic-partition')
      topics[topic.topic] = topic
    },
    topicState: async (topic) => topics[topic],
  }
  return { port, made, topics }
}

async function problemsWith(
  change: Partial<TopicState>,
  copies = oneCopy,
): Promise<readonly string[]> {
  const { port, topics } = admin()
  await migrateTopics(port, ['notes'], copies)
  const made = topics['notes'] ?? assert.fail()
  topics['notes'] = { ...made, ...change, configs: { ...made.configs, ...change.configs } }
  try {
    await refuseWrongTopics(port, ['notes'], copies)
    return []
  } catch (error) {
    return error instanceof WrongTopics ? error.problems : assert.fail(String(error))
  }
}

describe('the topics of a house', () => {
  it('are made by the migration step as they must be, however often it runs', async () => {
    const { port, made } = admin()
    await migrateTopics(port, ['notes', 'others'])
    await migrateTopics(port, ['notes', 'others'])
    await refuseWrongTopics(port, ['notes', 'others'])
    assert.deepEqual(
      made.map(({ topic, partitions, replicas }) => [topic, partitions, replicas]),
      [
        ['notes', 1, 3],
        ['others', 1, 3],
      ],
    )
  })
  it('are made also when the first answers are that they are not there', async () => {
    const { port, topics } = admin({}, 2)
    await migrateTopics(port, ['notes'], oneCopy, 1)
    assert.ok('notes' in topics)
  })
  it('are refused at the start when one is missing', async () => {
    await assert.rejects(refuseWrongTopics(admin().port, ['notes']), /notes is missing/)
  })
  it('are refused with a sentence for each that is not as it must be', async () => {
    const configs = (name: string, value: string) => ({ configs: { [name]: value } })
    const wrong: readonly (readonly [Partial<TopicState>, RegExp])[] = [
      [{ partitions: 3 }, /^notes has 3 partitions/],
      [{ replicas: 0 }, /^notes has 0 replicas/],
      [configs('min.insync.replicas', '0'), /^notes takes a message that 0 brokers have/],
      [configs('min.insync.replicas', '2'), /^notes takes no message/],
      [configs('cleanup.policy', 'compact'), /^notes leaves out messages/],
      [configs('retention.ms', '0'), /^notes keeps nothing: retention.ms/],
      [configs('retention.bytes', '0'), /^notes keeps nothing: retention.bytes/],
      [configs('unclean.leader.election.enable', 'true'), /^notes may forget/],
    ]
    assert.deepEqual(await problemsWith({}), [])
    for (const [change, sentence] of wrong)
      assert.match((await problemsWith(change)).join('\n'), sentence)
  })
  it('are held by three brokers, two of which have what is acknowledged, unless the house says that it has one', async () => {
    const { port } = admin()
    await migrateTopics(port, ['notes'], oneCopy)
    await refuseWrongTopics(port, ['notes'], oneCopy)
    await assert.rejects(refuseWrongTopics(port, ['notes']), /notes has 1 replicas[^]*min.insync/)
  })
})
