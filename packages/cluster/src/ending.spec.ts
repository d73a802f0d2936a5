import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { drainMs } from '@careloom/hosting/http'
import { graceMs } from '@careloom/rpc/grpc'
import { settings } from './config.ts'
import { longestDrainSeconds, longestEndMs, takenAwayMs } from './ending.ts'

const told = {
  CARELOOM_MONGODB: 'mongodb://localhost:27017',
  CARELOOM_SECRETS: 'secrets',
  CARELOOM_CALLER_KEYS: 'keys',
  CARELOOM_TIME_ZONE: 'Europe/Berlin',
}
const drainOf = (seconds: number) =>
  settings.read({ ...told, CARELOOM_DRAIN_SECONDS: String(seconds) }).drainSeconds

describe('the end of a process', () => {
  it('is over before it is cut off, however long it may be told to go on answering, and before it is taken away', () => {
    assert.ok(1_000 * drainOf(longestDrainSeconds) + drainMs + graceMs < longestEndMs)
    assert.ok(longestEndMs < takenAwayMs)
    assert.throws(() => drainOf(longestDrainSeconds + 1), /CARELOOM_DRAIN_SECONDS/)
  })
})
