import assert from 'node:assert/strict'
import { createSecretKey, type KeyObject } from 'node:crypto'
import { describe, it } from '@jest/globals'
import {
  CareloomError,
  instantOf,
  type AnyEvent,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import { MessageDamaged, openedEvents, sealedEvents, type SealedEvent } from './sealed-event.ts'

const key = (byte: number) => createSecretKey(Buffer.alloc(32, byte))

function keysOf(keys: Record<string, KeyObject | 'erased'>) {
  const loaded: string[] = []
  return {
    loaded,
    keys,
    load: async (subjects: readonly string[]) => void loaded.push(...subjects),
    peek: (subject: string) => keys[subject],
  }
}

const eventOf = (position: number, person?: string): ReceivedEvent<AnyEvent> => ({
  position,
  stream: 'note-a',
  revision: position,
  id: `event-${position}`,
  time: instantOf(0),
  person,
  causationId: `cause-${position}`,
  meta: {
    actor: 'actor-1',
    causationId: `cause-${position}`,
    ...(person === undefined ? { organization: 'org' } : { person }),
  },
  erased: false,
  type: 'notePublished',
  data: { text: 'their words' },
})

const both = () => keysOf({ 'person-a': key(1), 'organization:org': key(2) })
const isMissing = (error: unknown) =>
  error instanceof CareloomError && error.code === 'CL_KEY_MISSING' && error.retryable

describe('published events on their way to another process', () => {
  it('open as they were, with the key of whose they are', async () => {
    const keys = both()
    const events = [eventOf(1, 'person-a'), eventOf(2)]
    const sealed = await sealedEvents('notes', events, keys)
    assert.deepEqual(await openedEvents('notes', sealed, keys), events)
    assert.deepEqual([...new Set(keys.loaded)], ['person-a', 'organization:org'])
  })
  it('show nothing of what they say', async () => {
    const [sealed] = await sealedEvents('notes', [eventOf(1, 'person-a')], both())
    const shown = `${sealed?.envelope}${Buffer.from(sealed?.body ?? []).toString('latin1')}`
    assert.ok(!shown.includes('words'))
    assert.ok(shown.includes('notePublished'))
  })
  it('stay, and open, without those of people who were erased', async () => {
    const keys = both()
    const events = [eventOf(1, 'person-a'), eventOf(2)]
    const sealed = await sealedEvents('notes', events, keys)
    keys.keys['person-a'] = 'erased'
    assert.deepEqual(await openedEvents('notes', sealed, keys), [events[1]])
    const again = await sealedEvents('notes', events, keys)
    assert.deepEqual(
      again.map(({ position }) => position),
      [2],
    )
  })
  it('wait for a key that is not here yet', async () => {
    const none = keysOf({})
    const sealed = await sealedEvents('notes', [eventOf(1, 'person-a')], both())
    await assert.rejects(openedEvents('notes', sealed, none), isMissing)
    await assert.rejects(sealedEvents('notes', [eventOf(1, 'person-a')], none), isMissing)
  })
  it('open in no other topic, under no other envelope and with no bit changed', async () => {
    const keys = both()
    const [one, two] = await sealedEvents('notes', [eventOf(1), eventOf(2)], keys)
    if (one === undefined || two === undefined) throw new Error('not sealed')
    const flipped = Buffer.from(one.body)
    flipped[20] = (flipped[20] ?? 0) ^ 1
    const damaged: readonly (readonly [string, SealedEvent])[] = [
      ['others', one],
      ['notes', { ...one, envelope: two.envelope }],
      ['notes', { ...one, body: flipped }],
      ['notes', { ...one, body: new Uint8Array() }],
      ['notes', { ...one, envelope: '{' }],
      ['notes', { ...one, envelope: '{"position":1}' }],
    ]
    for (const [topic, sealed] of damaged)
      await assert.rejects(openedEvents(topic, [sealed], keys), MessageDamaged)
  })
})
