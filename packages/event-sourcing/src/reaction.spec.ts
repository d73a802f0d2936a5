import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Answered } from './command-handler.ts'
import type { Event } from './decider.ts'
import type { Metadata } from './event-store.ts'
import type { ReceivedEvent } from './projection.ts'
import { reaction } from './reaction.ts'

type Lit = Event<'LampLit', { lamp: string }>
type Broken = Event<'LampBroken', { lamp: string }>

const event = {
  type: 'LampLit',
  data: { lamp: 'hall' },
  id: 'event-1',
  stream: 'lamp-hall',
  meta: { actor: 'dana', organization: 'house', causationId: 'cause-1', correlationId: 'night' },
} as ReceivedEvent<Lit>

const answering = (reason?: string) => async (): Promise<Answered> =>
  reason === undefined ? { ok: true } : { ok: false, refusal: { category: 'conflict', reason } }

describe('a reaction', () => {
  it('handles the types of event that it names', () => {
    const { handles, keyOf } = reaction<Lit | Broken>({ name: 'dim', on: { LampLit: answering() } })
    assert.deepEqual(handles, ['LampLit'])
    assert.equal(keyOf(event), 'lamp-hall')
  })
  it('sends commands in its own name, with the event as their cause', async () => {
    const sent: Metadata[] = []
    const dim = reaction<Lit>({
      name: 'lamps.dim',
      on: { LampLit: async (_data, metadata) => void sent.push(metadata) },
    })
    await dim.handle(event)
    assert.deepEqual(sent, [
      {
        actor: 'system:lamps.dim',
        organization: 'house',
        causationId: 'event-1',
        correlationId: 'night',
      },
    ])
  })
  it('takes a refusal for an answer', () =>
    reaction<Lit>({ name: 'dim', on: { LampLit: answering('lamp-gone') } }).handle(event))
  it('asks to be tried again when too many wrote at the same time', () =>
    assert.rejects(
      reaction<Lit>({ name: 'dim', on: { LampLit: answering('too-many-conflicts') } }).handle(
        event,
      ),
      { code: 'CL_TOO_MANY_CONFLICTS' },
    ))
})
