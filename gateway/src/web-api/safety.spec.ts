import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Context } from './context.ts'
import { toldSafetyOf } from './safety.ts'

const at = (hour: string) => `2026-03-02T${hour}:00:00.000Z`

describe('an answer about self-harm', () => {
  it('is the last one by the order in which they were given, also after the clock was put back', async () => {
    const answered = (measureId: string, answeredAt: string, answeredPosition: number) => ({
      measureId,
      assignmentId: 'assignment-1',
      answeredAt,
      answeredPosition,
      safety: { told: [{ reader: 'peer', at: answeredAt }] },
    })
    const measures = [answered('first', at('10'), 1), answered('last', at('09'), 2)]
    const context = {
      services: {
        outcomes: { listMeasures: async () => ({ measures }) },
        people: { listPeople: async () => ({ people: [] }) },
      },
      call: () => ({ metadata: {} }),
      clock: () => at('11'),
    } as unknown as Context
    const about = { personId: 'dana', assignmentId: 'assignment-1' }
    const told = await toldSafetyOf(about, 'peer', undefined, context)
    assert.equal(told?.measureId, 'last')
  })
})
