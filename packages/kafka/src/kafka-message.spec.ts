import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from '@jest/globals'
import { instantOf, type AnyEvent, type ReceivedEvent } from '@careloom/event-sourcing'
import { MessageDamaged } from '@careloom/messaging'
import { batchOf, messagesOf } from './kafka-message.ts'

const key = createSecretKey(Buffer.alloc(32, 1))
const erased = new Set<string>()
const keys = {
  load: async () => {},
  peek: (subject: string) => (erased.has(subject) ? ('erased' as const) : key),
}
const eventAt = (position: number, person = 'person-a'): ReceivedEvent<AnyEvent> => ({
  position,
  stream: 'note-a',
  revision: position,
  id: `event-${position}`,
  time: instantOf(0),
  person,
  causationId: 'cause',
  meta: { actor: 'actor-1', causationId: 'cause', person },
  erased: false,
  type: 'notePublished',
  data: {},
})
const batch = (after: number, through: number, events: readonly ReceivedEvent<AnyEvent>[]) => ({
  topic: 'notes',
  key: 'log',
  after,
  through,
  events,
})
const told = async (given: ReturnType<typeof batch>) => {
  const messages = await messagesOf(given, keys)
  const batches = await Promise.all(
    messages.map((message) => batchOf('notes', { ...message, offset: 0n }, keys)),
  )
  return batches.map(({ after, through, events }) => [
    after,
    events.map(({ position }) => position),
    through,
  ])
}

describe('a batch in a partition', () => {
  it('is a message for each event, which together stand for all of it', async () => {
    assert.deepEqual(await told(batch(4, 9, [eventAt(5), eventAt(7)])), [
      [4, [5], 5],
      [5, [7], 9],
    ])
  })
  it('says how far it goes when nothing of it is published, or left', async () => {
    assert.deepEqual(await told(batch(4, 9, [])), [[4, [], 9]])
    erased.add('person-b')
    assert.deepEqual(await told(batch(4, 9, [eventAt(5, 'person-b')])), [[4, [], 9]])
    assert.deepEqual(await told(batch(4, 9, [eventAt(5, 'person-b'), eventAt(6)])), [[4, [6], 9]])
  })
  it('is not what somebody else put there', async () => {
    const [message] = await messagesOf(batch(0, 1, [eventAt(1)]), keys)
    if (message === undefined) throw new Error('no message')
    const damaged: readonly Record<string, string>[] = [
      {},
      { after: '2', through: '1' },
      { after: 'x', through: '1' },
      { ...message.headers, envelope: 'x' },
    ]
    for (const headers of damaged)
      await assert.rejects(
        batchOf('notes', { ...message, headers, offset: 0n }, keys),
        MessageDamaged,
      )
  })
})
