import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { AnyEvent, Event } from './decider.ts'
import type { ReceivedEvent } from './projection.ts'
import { pick, publishes } from './publishes.ts'
import type { Topic } from './topic.ts'

type Private =
  | Event<'LampLit', { lamp: string; by: string }>
  | Event<'LampBroken', { lamp: string; why: string }>
  | Event<'LampStolen', { lamp: string }>
type Public = Event<'LampLit', { lamp: string }> | Event<'LampGone', { lamp: string }>

const topic: Topic<Public> = 'careloom.test.lamp.v1'
const gone = {
  from: ['LampBroken', 'LampStolen'],
  as: ({ data: { lamp } }: ReceivedEvent<Private>) => ({ lamp }),
} as const
const told = (type: string, data: object) => ({ type, data }) as ReceivedEvent<AnyEvent>

describe('what a service publishes', () => {
  const { map } = publishes<Private, Public>(topic, { LampLit: pick('lamp'), LampGone: gone })

  it('is the fields that are named, and no others', () =>
    assert.deepEqual(map(told('LampLit', { lamp: 'hall', by: 'dana' })), {
      type: 'LampLit',
      data: { lamp: 'hall' },
    }))
  it('may be made from events of other names', () =>
    assert.deepEqual(map(told('LampBroken', { lamp: 'hall', why: 'fell' })), {
      type: 'LampGone',
      data: { lamp: 'hall' },
    }))
  it('leaves private what has no message', () =>
    assert.equal(map(told('LampDusted', { lamp: 'hall' })), undefined))
  it('does not say one event twice', () =>
    assert.throws(
      () =>
        publishes<Private, Public>(topic, {
          LampLit: pick('lamp'),
          LampGone: { ...gone, from: ['LampLit'] },
        }),
      TypeError,
    ))
  it('does not compile without an entry for every message, or without one of its fields', () => {
    // @ts-expect-error: LampGone has no entry
    publishes<Private, Public>(topic, { LampLit: pick('lamp') })
    // @ts-expect-error: the lamp is not named
    publishes<Private, Public>(topic, { LampLit: pick('by'), LampGone: gone })
  })
})
