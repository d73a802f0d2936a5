import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Metadata } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import { referralTraces } from './referral-traces.ts'

const meta = (traceparent: string): Metadata => ({ actor: 'a', causationId: 'c', traceparent })
const started = {
  assignmentId: 'a1',
  referralId: 'r1',
  personId: 'p1',
  peerWorkerId: 'alex',
  programId: 'g1',
  organizationId: 'peers',
  startedAt: '2026-03-02T09:00:00.000Z',
  part2: true,
}

describe('the trace of a referral', () => {
  const given = projectionSpec(import.meta.filename, referralTraces, {
    version: 2,
    hash: 'fe70085f8c90',
  })

  it('is that of what began it, under the id of the assignment it led to', () =>
    given(
      { type: 'AssignmentStarted', data: started, meta: meta('00-1') },
      { type: 'AssignmentStarted', data: started, meta: meta('00-2') },
    ).thenRows({ a1: { personId: 'p1', traceparent: '00-1' } }))

  it('goes with the person whose referral it is', () => {
    const rows = given({ type: 'AssignmentStarted', data: started, meta: meta('00-1') })
    assert.equal(rows.personOf('a1'), 'p1')
  })
})
