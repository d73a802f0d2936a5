import type { KeyObject } from 'node:crypto'
import {
  MessageDamaged,
  openedEvents,
  sealedEvents,
  type Batch,
  type Keys,
} from '@careloom/messaging'
import type { Message, StoredMessage } from './client.ts'
import { proven, refuseUnproven } from './message-proof.ts'

/** What the house's processes have in common, and whoever else writes to the broker has not. */
export type HouseKeys = {
  /** Seal what is said of people. */
  readonly keys: Keys
  /** Proves all of a message: of what is not sealed too. */
  readonly proofKey: KeyObject
}

/**
 * What a batch is in a partition: a message for each event, which says which part of the log it stands for; together they
 * stand for all of the batch. Where nothing is left to tell, one without an event says how far the topic goes.
 */
export async function messagesOf(
  batch: Batch,
  { keys, proofKey }: HouseKeys,
): Promise<readonly Message[]> {
  const { topic, key, after, through } = batch
  const events = await sealedEvents(topic, batch.events, keys)
  const messages =
    events.length === 0
      ? [{ key, headers: headersOf(after, through), value: Buffer.alloc(0) }]
      : events.map(({ envelope, body, position }, i) => ({
          key,
          headers: {
            ...headersOf(
              events[i - 1]?.position ?? after,
              i === events.length - 1 ? through : position,
            ),
            envelope,
          },
          value: Buffer.from(body),
        }))
  return messages.map((message) => proven(proofKey, topic, message))
}

/** The part of a topic that a message stands for. @throws MessageNotProven; as `openedEvents` */
export async function batchOf(
  topic: string,
  message: StoredMessage,
  { keys, proofKey }: HouseKeys,
): Promise<Batch> {
  refuseUnproven(proofKey, topic, message)
  const { key, headers, value } = message
  const [after, through] = [Number(headers['after']), Number(headers['through'])]
  if (!Number.isSafeInteger(after) || !Number.isSafeInteger(through) || after > through)
    throw new MessageDamaged(topic)
  const { envelope } = headers
  const events =
    envelope === undefined ? [] : await openedEvents(topic, [{ envelope, body: value }], keys)
  return { topic, key, after, through, events }
}

function headersOf(after: number, through: number): Readonly<Record<string, string>> {
  return { after: String(after), through: String(through) }
}
