import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import {
  InvalidInput,
  StoreBusy,
  StoreReadOnly,
  StreamErased,
  type RefusalCategory,
} from '@careloom/event-sourcing'
import { Refused, RpcFailure } from '@careloom/rpc'
import { failureStatus } from '@careloom/web-api'
import { HttpProblem, problemOf } from './problem.ts'

const statuses: Readonly<Record<RefusalCategory, number>> = {
  incorrect: 422,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
}
const quiet = () => assert.fail('is no failure of ours')

describe('a problem', () => {
  for (const [category, status] of Object.entries(statuses))
    it(`answers a refusal as ${category} with ${status} and its reason`, () => {
      const problem = problemOf(
        new Refused({
          category: category as RefusalCategory,
          reason: 'referral-open-already',
          detail: { referralId: 'r1' },
        }),
        quiet,
      )
      assert.deepEqual(
        [problem.status, problem.code, problem.detail],
        [status, 'referral-open-already', 'referralId r1'],
      )
    })
  it('tells us, and the caller only that it was refused, where a reason is listed nowhere', () => {
    const told: unknown[] = []
    const refused = new Refused({ category: 'conflict', reason: 'never-heard-of' })
    const { status, code } = problemOf(refused, (error) => told.push(error))
    assert.deepEqual([status, code, told.length], [409, 'refused', 1])
  })
  it('answers what was erased as what is not there', () => {
    const { status, code } = problemOf(new StreamErased('person-1'), quiet)
    assert.deepEqual([status, code], [404, 'erased'])
  })
  it('names the field of bad input', () => {
    const problem = problemOf(new InvalidInput('details.givenName', 'must be a text'), quiet)
    assert.deepEqual([problem.status, problem.errors?.[0]?.path], [400, 'details.givenName'])
  })
  it('says when to come back', () => {
    const [busy, readOnly, away] = [
      new StoreBusy(2_500),
      new StoreReadOnly(),
      new RpcFailure('CL_NOT_SERVED_YET', { retryable: true }),
    ].map((error) => problemOf(error, quiet))
    assert.deepEqual([busy?.status, readOnly?.status, away?.status], [503, 503, 503])
    assert.deepEqual([busy?.retryAfterSeconds, readOnly?.retryAfterSeconds], [3, 1])
    assert.equal(
      problemOf(new RpcFailure('CL_DEADLINE_EXCEEDED', { retryable: true }), quiet).status,
      504,
    )
  })
  for (const [code, status] of Object.entries(failureStatus))
    it(`answers ${code} with ${status}, whoever met it`, () => {
      const heard: unknown[] = []
      const retryable = status === 503
      const problem = problemOf(new RpcFailure(code, { retryable }), (each) => heard.push(each))
      const isOurs = status === 500
      assert.deepEqual(
        [problem.status, problem.code, heard.length],
        [status, isOurs ? 'internal' : code, isOurs ? 1 : 0],
      )
    })
  it('passes on what a client’s body did, and nothing that calls itself a server’s error', () => {
    const httpError = (status: number) => Object.assign(new Error('canary'), { status })
    assert.deepEqual(
      [413, 415, 400].map((status) => problemOf(httpError(status), quiet).status),
      [413, 415, 400],
    )
    assert.equal(problemOf(httpError(502), () => undefined).status, 500)
  })
  it('says nothing of what failed inside, and tells whoever looks after it', () => {
    for (const error of [
      new Error('canary'),
      new TypeError('canary'),
      'canary',
      null,
      { status: 400 },
    ]) {
      const heard: unknown[] = []
      const problem = problemOf(error, (each) => heard.push(each))
      assert.deepEqual(
        [problem.status, problem.code, problem.detail, heard],
        [500, 'internal', undefined, [error]],
      )
    }
  })
  it('that is one stays what it is', () => {
    const problem = new HttpProblem(428, 'idempotency-key-needed')
    assert.equal(problemOf(problem, quiet), problem)
  })
})
