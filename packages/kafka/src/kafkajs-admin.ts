import kafkajs, { type Admin, type Kafka } from 'kafkajs'
import type { KafkaAdmin } from './client.ts'

const { ConfigResourceTypes } = kafkajs

export function kafkajsAdmin(kafka: Kafka): KafkaAdmin {
  const made = kafka.admin()
  let connecting: Promise<void> | undefined

  /** A process starts also while the brokers are away. */
  async function connected(): Promise<Admin> {
    connecting ??= made.connect().catch((error: unknown) => {
      connecting = undefined
      throw error
    })
    await connecting
    return made
  }

  return {
    async bounds(topic, partition) {
      const offsets = await (await connected()).fetchTopicOffsets(topic)
      const found = offsets.find((each) => each.partition === partition)
      if (found === undefined) throw new Error(`${topic} has no partition ${partition}`)
      return { first: BigInt(found.low), next: BigInt(found.high) }
    },
    async createTopic({ topic, partitions, replicas, configs }) {
      const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }))
      const counts = { numPartitions: partitions, replicationFactor: replicas }
      await (await connected()).createTopics({ topics: [{ topic, ...counts, configEntries }] })
    },
    async topicState(topic) {
      const admin = await connected()
      if (!(await admin.listTopics()).includes(topic)) return undefined
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
      const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic }]
      const described = await admin.describeConfigs({ resources, includeSynonyms: false })
      const partitions = topics[0]?.partitions ?? []
      const entries = described.resources[0]?.configEntries ?? []
      return {
        partitions: partitions.length,
        replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        configs: Object.fromEntries(entries.map((each) => [each.configName, each.configValue])),
      }
    },
    close: () => made.disconnect(),
  }
}
