import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { hasFallen, isMet, spreadOf } from './statistics.ts'

describe('the comparison of benchmarks', () => {
  it('takes median, quartiles and range', () => {
    assert.deepEqual(spreadOf([5, 1, 4, 2, 3]), {
      median: 3,
      lower: 2,
      upper: 4,
      least: 1,
      most: 5,
      runs: 5,
    })
  })
  it('holds the lower quartile against the goal when more is better', () => {
    assert.equal(isMet(spreadOf([8, 9, 10]), spreadOf([10, 10, 10]), 0.85, false).met, true)
    assert.equal(isMet(spreadOf([6, 9, 10]), spreadOf([10, 10, 10]), 0.85, false).met, false)
  })
  it('holds the upper quartile against the goal when less is better', () => {
    assert.equal(isMet(spreadOf([10, 11, 12]), spreadOf([10]), 1.2, true).met, true)
    assert.equal(isMet(spreadOf([10, 11, 16]), spreadOf([10]), 1.2, true).met, false)
  })
  it('speaks up when a ratio has fallen by a fifth, and only then', () => {
    assert.equal(hasFallen(0.79, 1, false), true)
    assert.equal(hasFallen(0.81, 1, false), false)
    assert.equal(hasFallen(1.21, 1, true), true)
    assert.equal(hasFallen(5, undefined, false), false)
  })
})
