import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from '@jest/globals'
import { instantOf, type AnyEvent, type ReceivedEvent } from '@careloom/event-sourcing'
import { MessageDamaged } from '@careloom/messaging'
import type { Message } from './client.ts'
import { batchOf, messagesOf } from './kafka-message.ts'
import { MessageNotProven, proven } from './message-proof.ts'

const key = createSecretKey(Buffer.alloc(32, 1))
const erased = new Set<string>()
const keys = {
  load: async () => {},
  peek: (subject: string) => (erased.has(subject) ? ('erased' as const) : key),
}
const offset = 0n
const proofKey = createSecretKey(Buffer.alloc(32, 2))
const house = { keys, proofKey }
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
  const messages = await messagesOf(given, house)
  const batches = await Promise.all(
    messages.map((message) => batchOf('notes', { ...message, offset: 0n }, house)),
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
  it('is damaged where it says what no part of a topic is, whoever sent it', async () => {
    const [message] = await messagesOf(batch(0, 1, [eventAt(1)]), house)
    if (message === undefined) throw new Error('no message')
    const damaged: readonly Record<string, string>[] = [
      {},
      { after: '2', through: '1' },
      { after: 'x', through: '1' },
      { ...message.headers, envelope: 'x' },
    ]
    for (const headers of damaged)
      await assert.rejects(
        batchOf('notes', { ...proven(proofKey, 'notes', { ...message, headers }), offset }, house),
        MessageDamaged,
      )
  })
})

describe('the proof of a message', () => {
  const refused: Readonly<Record<string, (message: Message) => Partial<Message>>> = {
    'there is none': ({ headers: { proof: _, ...headers } }) => ({ headers }),
    'it was made with another key': (message) =>
      proven(createSecretKey(Buffer.alloc(32, 3)), 'notes', message),
    'it is cut': ({ headers }) => ({
      headers: { ...headers, proof: headers['proof']?.slice(0, 20) ?? '' },
    }),
    'what comes before was changed': ({ headers }) => ({ headers: { ...headers, after: '3' } }),
    'how far it goes was changed': ({ headers }) => ({ headers: { ...headers, through: '99' } }),
    'the envelope was changed': ({ headers }) => ({
      headers: { ...headers, envelope: headers['envelope']?.replace('note-a', 'note-b') ?? '' },
    }),
    'the event was taken out': ({ headers: { envelope: _, ...headers } }) => ({
      headers,
      value: Buffer.alloc(0),
    }),
    'the body was changed': ({ value }) => ({
      value: Buffer.concat([value, Buffer.from(' ')]),
    }),
    'the body was cut': ({ value }) => ({ value: value.subarray(0, -1) }),
    'the log was changed': () => ({ key: 'another' }),
  }
  for (const [what, change] of Object.entries(refused))
    it(`fails where ${what}`, async () => {
      const [message] = await messagesOf(batch(4, 5, [eventAt(5)]), house)
      if (message === undefined) throw new Error('no message')
      await batchOf('notes', { ...message, offset }, house)
      const changed = { ...message, ...change(message), offset }
      await assert.rejects(batchOf('notes', changed, house), MessageNotProven)
    })
  it('fails in another topic, also where nothing is sealed', async () => {
    const [message] = await messagesOf(batch(4, 9, []), house)
    if (message === undefined) throw new Error('no message')
    await assert.rejects(batchOf('others', { ...message, offset }, house), MessageNotProven)
  })
})
