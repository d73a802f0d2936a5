import kafkajs, { type Kafka } from 'kafkajs'
import {
  betweenTriesMs,
  groupIds,
  maxWaitMs,
  requestMs,
  tries,
  type ClientOptions,
  type KafkaClient,
  type Place,
  type Producer,
  type Reading,
  type Take,
} from './client.ts'
import { kafkajsAdmin } from './kafkajs-admin.ts'

const retry = { retries: tries, maxRetryTime: betweenTriesMs }

/** Kafka by kafkajs. */
export function kafkajsClient(options: ClientOptions): KafkaClient {
  const kafka = new kafkajs.Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    requestTimeout: requestMs,
    retry,
  })
  const groupOf = groupIds(options)
  return {
    ...kafkajsAdmin(kafka),
    producer: () => producerOf(kafka),
    read: (from, take) => read(kafka, groupOf(from.topic), from, take),
  }
}

async function producerOf(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  return {
    async send(topic, partition, messages) {
      const sent = messages.map((message) => ({ ...message, partition }))
      const answers = await producer.send({ topic, acks: -1, messages: sent })
      return answers.map(({ topicName, ...answer }) => ({ topic: topicName, ...answer }))
    },
    close: () => producer.disconnect(),
  }
}

/** Joins a group, because this client knows no other way; nothing is committed to it. */
async function read(
  kafka: Kafka,
  groupId: string,
  { topic, partition, offset: from }: Place,
  take: Take,
): Promise<Reading> {
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: maxWaitMs,
    retry: { ...retry, restartOnFailure: async () => false },
  })
  let next = from
  // Whoever joins anew would begin at the end, and pass over what came meanwhile.
  consumer.on('consumer.group_join', () =>
    consumer.seek({ topic, partition, offset: String(next) }),
  )
  const ended = new Promise<void>((resolve) => {
    consumer.on('consumer.crash', () => resolve())
    consumer.on('consumer.stop', () => resolve())
  })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: false })
  await consumer.run({
    autoCommit: false,
    async eachBatch({ batch }) {
      await take(
        batch.messages.map(({ key, value, headers = {}, offset }) => ({
          key: String(key),
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, text]) => [name, String(text)]),
          ),
          value: value ?? Buffer.alloc(0),
          offset: BigInt(offset),
        })),
      )
      next = BigInt(batch.lastOffset()) + 1n
    },
  })
  return { ended, close: () => consumer.disconnect() }
}
