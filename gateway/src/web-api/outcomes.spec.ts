import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { changeOf } from './outcomes.ts'

/** A PHQ-9 score, likely within 6 / √2 of the true one, and never outside of the instrument. */
const point = (day: string, score: number) => ({
  answeredAt: `2026-03-${day}T09:00:00.000Z`,
  score,
  low: Math.max(0, score - 6 / Math.SQRT2),
  high: Math.min(27, score + 6 / Math.SQRT2),
})

describe('a change between two scores', () => {
  it('is their difference and the margin of a difference, so that it never contradicts itself', () => {
    assert.deepEqual(changeOf([point('01', 16), point('31', 9)], 'better', true), {
      from: 16,
      to: 9,
      days: 30,
      direction: 'better',
      reliable: true,
      by: -7,
      margin: 6,
    })
  })

  it('has the same margin where a range ends with the instrument', () => {
    assert.equal(changeOf([point('01', 1), point('31', 9)], 'worse', true)?.margin, 6)
  })

  it('has no margin where nobody published how sure one may be', () => {
    const sure = (score: number) => ({ ...point('01', score), low: score, high: score })
    assert.equal(changeOf([sure(40), sure(44)], 'better', false)?.margin, null)
  })

  it('needs two scores', () => assert.equal(changeOf([point('01', 16)], undefined, false), null))
})
