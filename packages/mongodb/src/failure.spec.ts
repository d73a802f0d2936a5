import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { CareloomError, StoreUnavailable } from '@careloom/event-sourcing'
import mongoose from 'mongoose'
import { asked } from './failure.ts'

const { MongoBulkWriteError, MongoNetworkError, MongoServerError } = mongoose.mongo
const saidBy = (thrown: unknown) =>
  asked('whether there is room', () => Promise.reject(thrown)).then(
    () => assert.fail(),
    (failure: unknown) => failure,
  )
const codeOf = async (thrown: unknown) => {
  const failure = await saidBy(thrown)
  assert.ok(failure instanceof StoreUnavailable && failure.retryable)
  return failure.code
}

describe('what a database says', () => {
  it('is that it has no room, whichever way it says so', async () => {
    const full: readonly Error[] = [
      new MongoServerError({ code: 14_031, message: 'OutOfDiskSpace' }),
      new MongoServerError({ code: 1, message: 'write failed: No space left on device' }),
      new MongoServerError({ code: 8_000, message: 'you are over your space quota' }),
      new MongoBulkWriteError({ code: 14_031, message: 'full', writeErrors: [] }, {} as never),
    ]
    for (const error of full) assert.equal(await codeOf(error), 'CL_STORE_FULL', error.message)
  })
  it('is otherwise that it is away, or a fault of our own', async () => {
    const away = [new MongoServerError({ code: 91, message: 'x' }), new MongoNetworkError('x')]
    for (const error of away) assert.equal(await codeOf(error), 'CL_STORE_UNAVAILABLE')
    const own = new TypeError('x')
    assert.equal(await saidBy(own), own)
    assert.ok(!(own instanceof CareloomError))
  })
})
