import { CareloomError } from '@careloom/event-sourcing'
import type { Answer, KafkaClient, Message, Producer, Take } from './client.ts'
import { readOn, type Tail, type TailOptions } from './tail.ts'

/** The broker did not answer that it has what was sent: it is there, or not. */
export class BrokerUnavailable extends CareloomError {
  constructor(topic: string, cause?: unknown) {
    super('CL_BROKER_UNAVAILABLE', `${topic}: the broker has not taken what was sent`, {
      retryable: true,
      cause,
    })
  }
}

/** Of one request, far below what a topic takes at once. */
const maxBytes = 1_000_000

/** One partition is one shard of a log: what the house asks of Kafka. */
export type KafkaDriver = {
  /** Resolves when all of it lies durably in the partition, in order. @throws BrokerUnavailable */
  send(topic: string, partition: number, messages: readonly Message[]): Promise<void>
  /**
   * Hands out what comes into the first partition, in order, one piece after the other, until it is closed, however often the
   * broker goes away. Resolves when nothing is missed that is sent from now on. @throws the client's error
   */
  tail(topic: string, from: 'beginning' | 'end', take: Take): Promise<Tail>
  close(): Promise<void>
}

export type DriverOptions = Partial<TailOptions>

export function kafkaDriver(
  client: KafkaClient,
  { againMs = 500, onError = () => undefined }: DriverOptions = {},
): KafkaDriver {
  let producer: Promise<Producer> | undefined
  const tails = new Set<Tail>()

  /**
   * A producer counts what it has sent. After a failure nobody knows what of it the broker counted: the next messages
   * could be taken for those. A new one begins a count of its own.
   */
  function letGo(): void {
    const used = producer
    producer = undefined
    void used?.then((each) => each.close()).catch(onError)
  }

  return {
    async send(topic, partition, messages) {
      try {
        for (const piece of pieces(messages)) {
          const used = await (producer ??= client.producer())
          const answers = await used.send(topic, partition, piece)
          if (!answers.some((each) => isTaken(each, topic, partition)))
            throw new Error('no answer for the partition')
        }
      } catch (error) {
        letGo()
        throw new BrokerUnavailable(topic, error)
      }
    },
    async tail(topic, from, take) {
      const { first, next } = await client.bounds(topic, 0)
      const tail = readOn(client, topic, from === 'end' ? next : first, take, { againMs, onError })
      tails.add(tail)
      return { close: () => tail.close().finally(() => tails.delete(tail)) }
    },
    async close() {
      await Promise.all([...tails].map((tail) => tail.close()))
      await (await producer)?.close()
      await client.close()
    },
  }
}

/** One after the other what may be sent at once; a message that is larger goes alone. */
function* pieces(messages: readonly Message[]): Generator<readonly Message[]> {
  let piece: Message[] = []
  let bytes = 0
  for (const message of messages) {
    const size = sizeOf(message)
    if (bytes + size > maxBytes && piece.length > 0) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(message)
    bytes += size
  }
  if (piece.length > 0) yield piece
}

function sizeOf({ key, headers, value }: Message): number {
  const texts = [key, ...Object.entries(headers).flat()]
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), value.byteLength)
}

/** An answer without an entry of its partition is none: kafkajs resolves so when it has sent nothing to it (its issue 1303). */
function isTaken(answer: Answer, topic: string, partition: number): boolean {
  return answer.topic === topic && answer.partition === partition && answer.errorCode === 0
}
