import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { RpcFailure } from '@careloom/rpc'
import { problemOf } from './problem.ts'

const answered = (code: string, retryable: boolean) => {
  const heard: unknown[] = []
  const { status, issues } = problemOf(new RpcFailure(code, { retryable }), (error) =>
    heard.push(error),
  )
  return [status, issues[0]?.code, heard.length]
}

describe('what failed inside, as FHIR says it', () => {
  it('is passing where it may be asked again', () =>
    assert.deepEqual(answered('CL_STORE_UNAVAILABLE', true), [503, 'transient', 0]))
  it('is too costly where it is more than one message holds', () =>
    assert.deepEqual(answered('CL_MESSAGE_TOO_LARGE', false), [413, 'too-costly', 0]))
  it('is ours, and told to us, where nothing else is known of it', () =>
    assert.deepEqual(answered('CL_RECORD_DAMAGED', false), [500, 'exception', 1]))
})
