import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { GivenUp, Quarantined } from '@careloom/event-sourcing'
import type { WebApiHandlers } from '@careloom/web-api'
import type { Context } from '../context.ts'
import { integratorHandlers } from './index.ts'

type Request = Parameters<WebApiHandlers<Context>['giveUpQuarantined']>[0]

const aside = (position: number): Quarantined => ({
  reaction: 'outcomes.on-episode',
  position,
  key: 'e1',
  type: 'EpisodeStarted',
  tries: 5,
  error: 'Error: cannot',
  at: '2026-11-09T14:02:00.000Z',
})

/** A console of two events that are set aside: of the first one's type something still handles. */
function console() {
  const kept: [Quarantined, GivenUp][] = []
  const context = {
    actor: { id: 'ada' },
    clock: () => '2026-11-10T08:00:00.000Z',
    operations: {
      quarantined: async () => [
        { ...aside(1), isHandled: true },
        { ...aside(2), isHandled: false },
      ],
      giveUp: async (entry: Quarantined, why: GivenUp) => void kept.push([entry, why]),
      givenUp: async () => kept.map(([entry, why]) => ({ ...entry, why })),
    },
  } as unknown as Context
  const giveUp = (position: number) => {
    const params = { quarantineId: `outcomes.on-episode@${position}` }
    const request = { params, body: { reason: 'Nobody follows episodes any more.' } } as Request
    return integratorHandlers.giveUpQuarantined(request, context)
  }
  const list = () => integratorHandlers.listQuarantine({} as never, context)
  return { kept, giveUp, list }
}

describe('an event that is set aside', () => {
  it('is let go when nothing handles it any more, with who said so and why', async () => {
    const { kept, giveUp, list } = console()
    await giveUp(2)
    const why = {
      reason: 'Nobody follows episodes any more.',
      by: 'ada',
      at: '2026-11-10T08:00:00.000Z',
    }
    assert.deepEqual(kept, [[aside(2), why]])
    const { quarantined, givenUp } = await list()
    assert.deepEqual(
      quarantined.map(({ isHandled }) => isHandled),
      [true, false],
    )
    assert.deepEqual(
      givenUp.map(({ eventId, reason, givenUpAt }) => [eventId, reason, givenUpAt]),
      [['2', why.reason, why.at]],
    )
  })
  it('is kept while something handles it, and nobody lets go what is not there', async () => {
    const { kept, giveUp } = console()
    await assert.rejects(giveUp(1), { status: 409, code: 'still-handled' })
    await assert.rejects(giveUp(3), { status: 404 })
    assert.deepEqual(kept, [])
  })
})
