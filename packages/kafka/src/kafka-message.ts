import {
  MessageDamaged,
  openedEvents,
  sealedEvents,
  type Batch,
  type Keys,
} from '@careloom/messaging'
import type { Message, StoredMessage } from './client.ts'

/**
 * What a batch is in a partition: a message for each event, which says which part of the log it stands for; together they
 * stand for all of the batch. Where nothing is left to tell, one without an event says how far the topic goes.
 */
export async function messagesOf(batch: Batch, keys: Keys): Promise<readonly Message[]> {
  const { topic, key, after, through } = batch
  const events = await sealedEvents(topic, batch.events, keys)
  if (events.length === 0)
    return [{ key, headers: headersOf(after, through), value: Buffer.alloc(0) }]
  return events.map(({ envelope, body, position }, i) => ({
    key,
    headers: {
      ...headersOf(events[i - 1]?.position ?? after, i === events.length - 1 ? through : position),
      envelope,
    },
    value: Buffer.from(body),
  }))
}

/** The part of a topic that a message stands for. @throws as `openedEvents` */
export async function batchOf(
  topic: string,
  { key, headers, value }: StoredMessage,
  keys: Keys,
): Promise<Batch> {
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
