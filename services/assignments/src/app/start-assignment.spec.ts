import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Answer, Ask } from '@careloom/event-sourcing'
import { startAssignment, stepTypes, type StepType } from './start-assignment.ts'

const manager = startAssignment()
const id = (n: number) => `0190a000-0000-7000-8000-00000000000${n}`
const step = {
  referralId: id(1),
  peerOfferId: id(2),
  peerWorkerId: id(3),
  assignmentId: id(4),
  attempt: 1,
  isMatched: false,
}
const ok: Answer = { ok: true }
const no: Answer = { ok: false, reason: 'because' }
const asked = (type: StepType, changes = {}): Ask => ({
  target: type,
  type,
  data: { ...step, ...changes },
})
const nextOf = (ask: Ask, answer: Answer) =>
  manager.onAnswer(ask, answer, null).map(({ type }) => type)

describe('the process start-assignment', () => {
  const way: readonly [StepType, readonly string[], readonly string[]][] = [
    ['ReservePlace', ['MatchReferral'], ['RecordPlaceUnavailable']],
    ['MatchReferral', ['ConfirmPlace'], ['ReleasePlace', 'CloseCase']],
    ['ConfirmPlace', ['StartAssignment'], ['ReservePlace']],
    ['StartAssignment', ['RecordMatch'], ['ReleasePlace', 'EndReferral']],
    ['RecordMatch', [], ['EndAssignment']],
    ['EndReferral', ['CloseCase'], ['CloseCase']],
  ]
  for (const [type, afterYes, afterNo] of way)
    it(`knows what follows ${type}`, () => {
      assert.deepEqual(nextOf(asked(type), ok), afterYes)
      assert.deepEqual(nextOf(asked(type), no), afterNo)
    })

  it('does not match a referral twice when its first reservation lapsed', () => {
    const [again] = manager.onAnswer(asked('ConfirmPlace', { isMatched: true }), no, null)
    assert.ok(again)
    assert.deepEqual(again.data, { ...step, isMatched: true, attempt: 2 })
    assert.deepEqual(nextOf(again, ok), ['ConfirmPlace'])
    assert.deepEqual(nextOf(again, no), ['EndReferral'])
    assert.deepEqual(nextOf(asked('ConfirmPlace', { isMatched: true, attempt: 2 }), no), [
      'EndReferral',
    ])
  })

  it('gives a place back that was taken for somebody who was erased meanwhile', () => {
    const leftOf = (type: StepType, answer: Answer) => manager.leftover?.(asked(type), answer)
    assert.deepEqual(leftOf('ReservePlace', ok), [asked('ReleasePlace')])
    assert.deepEqual(leftOf('ReservePlace', no), [])
    assert.deepEqual(leftOf('StartAssignment', ok), [])
  })

  it('ends after every last step', () => {
    const last = ['RecordPlaceUnavailable', 'ReleasePlace', 'CloseCase', 'EndAssignment']
    for (const type of stepTypes.filter((each) => last.includes(each)))
      assert.deepEqual(nextOf(asked(type), ok), [])
  })
})
