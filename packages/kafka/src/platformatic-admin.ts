import {
  Admin,
  ConfigResourceTypes,
  ListOffsetTimestamps,
  type BaseOptions,
} from '@platformatic/kafka'
import type { KafkaAdmin } from './client.ts'

export function platformaticAdmin(options: BaseOptions): KafkaAdmin {
  const admin = new Admin(options)
  return {
    async bounds(topic, partition) {
      const [first, next] = await Promise.all([
        offsetAt(admin, topic, partition, ListOffsetTimestamps.EARLIEST),
        offsetAt(admin, topic, partition, ListOffsetTimestamps.LATEST),
      ])
      return { first, next }
    },
    async createTopic({ topic, partitions, replicas, configs }) {
      const list = Object.entries(configs).map(([name, value]) => ({ name, value }))
      await admin.createTopics({ topics: [topic], partitions, replicas, configs: list })
    },
    async topicState(topic) {
      if (!(await admin.listTopics()).includes(topic)) return undefined
      const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true })
      const resources = [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic }]
      const [found] = await admin.describeConfigs({ resources })
      const partitions = topics.get(topic)?.partitions ?? []
      const entries = found?.configs ?? []
      return {
        partitions: partitions.length,
        replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        configs: Object.fromEntries(entries.map(({ name, value }) => [name, value ?? ''])),
      }
    },
    close: () => admin.close(),
  }
}

async function offsetAt(
  admin: Admin,
  name: string,
  partitionIndex: number,
  timestamp: bigint,
): Promise<bigint> {
  const topics = [{ name, partitions: [{ partitionIndex, timestamp }] }]
  const [topic] = await admin.listOffsets({ topics })
  const found = topic?.partitions.find((each) => each.partitionIndex === partitionIndex)
  if (found === undefined) throw new Error(`${name} has no partition ${partitionIndex}`)
  return found.offset
}
