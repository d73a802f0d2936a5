import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Context } from '../context.ts'
import { standsAt } from './standing.ts'

type Ended = {
  readonly status: string
  readonly closedAt: string
  readonly closedPosition: number
}

/** Where somebody stands whose referrals have all ended. */
async function standing(...ended: readonly Ended[]) {
  const referrals = ended.map((each, n) => ({ referralId: `referral-${n}`, ...each }))
  const context = {
    services: {
      referrals: {
        listReferrals: async () => ({ referrals }),
        listPrograms: async () => ({ programs: [] }),
      },
      assignments: {},
    },
    call: () => ({ metadata: {} }),
  } as unknown as Context
  const { standing: at, takeBack } = await standsAt('dana', undefined, context)
  return [at, takeBack?.referralId]
}

describe('a person who said no', () => {
  const no = { status: 'declined', closedAt: '2026-03-02T10:00:00.000Z' }
  const done = { status: 'completed', closedAt: '2026-03-02T09:00:00.000Z' }
  it('may take back what they said last, by the order in which it was said', async () => {
    const last = { ...no, closedPosition: 2 }
    assert.deepEqual(await standing({ ...done, closedPosition: 1 }, last), [
      'declined',
      'referral-1',
    ])
  })
  it('may not when something ended after it, also where the clock was put back since', async () =>
    assert.deepEqual(await standing({ ...no, closedPosition: 1 }, { ...done, closedPosition: 2 }), [
      'none',
      undefined,
    ]))
})
