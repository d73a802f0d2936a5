import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { StreamErased } from '@careloom/event-sourcing'
import { ifFound, Refused, RpcFailure, seenByCaller } from './errors.ts'

describe('what a caller sees of an error', () => {
  it('is an answer where somebody was erased: they are not there', () => {
    const seen = seenByCaller(new StreamErased('person-1'))
    assert.ok(seen instanceof Refused)
    assert.deepEqual(seen.refusal, { category: 'not-found', reason: 'erased' })
  })
})

describe('ifFound', () => {
  it('is the answer where there is one', async () => {
    assert.equal(await ifFound(Promise.resolve('plan')), 'plan')
  })

  it('is undefined where the service says that there is none', async () => {
    const none = new Refused({ category: 'not-found', reason: 'care-plan-not-open' })
    assert.equal(await ifFound(Promise.reject(none)), undefined)
  })

  for (const failure of [
    new RpcFailure('CL_DEADLINE_EXCEEDED', { retryable: true }),
    new Refused({ category: 'conflict', reason: 'too-many-conflicts' }),
    new Error('out of order'),
  ])
    it(`throws ${failure.message} on: what could not be asked is not absent`, async () => {
      await assert.rejects(ifFound(Promise.reject(failure)), failure)
    })
})
