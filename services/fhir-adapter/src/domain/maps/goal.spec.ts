import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { toGoal } from './goal.ts'

describe('a goal over FHIR', () => {
  it('is proposed until both agree', () => {
    const goal = {
      goalId: 'g1',
      personId: 'p1',
      organizationId: 'peers',
      words: 'Walk by the sea',
      domain: 'social',
      proposedAt: '2026-03-02T09:00:00.000Z',
      part2: false,
    }
    assert.deepEqual(
      (['proposed', 'agreed', 'declined'] as const).map(
        (status) => toGoal({ ...goal, status })['lifecycleStatus'],
      ),
      ['proposed', 'active', 'rejected'],
    )
  })
})
