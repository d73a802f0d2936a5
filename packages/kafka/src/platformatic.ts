import {
  Consumer,
  ProduceAcks,
  Producer as PlatformaticProducer,
  type BaseOptions,
} from '@platformatic/kafka'
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
import { platformaticAdmin } from './platformatic-admin.ts'

/** Kafka by @platformatic/kafka. */
export function platformaticClient(options: ClientOptions): KafkaClient {
  const base = {
    clientId: options.clientId,
    bootstrapBrokers: [...options.brokers],
    timeout: requestMs,
    retries: tries,
    retryDelay: betweenTriesMs,
  }
  const groupOf = groupIds(options)
  return {
    ...platformaticAdmin(base),
    producer: async () => producerOf(base),
    read: (from, take) => read(base, groupOf(from.topic), from, take),
  }
}

function producerOf(base: BaseOptions): Producer {
  const producer = new PlatformaticProducer({ ...base, idempotent: true, autocreateTopics: false })
  return {
    async send(topic, partition, messages) {
      const sent = messages.map(({ key, headers, value }) => ({
        topic,
        partition,
        key: Buffer.from(key),
        headers: new Map(
          Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]),
        ),
        value,
      }))
      const acks = ProduceAcks.ALL
      const answer = await producer.send({ messages: sent, acks, repeatOnStaleMetadata: true })
      // What went wrong it throws.
      return (answer.offsets ?? []).map((each) => ({ ...each, errorCode: 0 }))
    },
    close: () => producer.close(),
  }
}

/** Joins a group, because streams of this client belong to one; nothing is committed to it. */
async function read(base: BaseOptions, groupId: string, from: Place, take: Take): Promise<Reading> {
  const consumer = new Consumer({ ...base, groupId })
  const stream = await consumer.consume({
    topics: [from.topic],
    mode: 'manual',
    offsets: [from],
    autocommit: false,
    maxWaitTime: maxWaitMs,
  })
  async function handOut(): Promise<void> {
    for await (const { key, headers, value, offset } of stream) {
      const texts = [...headers].map(([name, text]) => [String(name), String(text)])
      await take([{ key: String(key), headers: Object.fromEntries(texts), value, offset }])
    }
  }
  const ended = handOut().catch(() => undefined)
  return { ended, close: () => consumer.close(true).then(() => ended) }
}
