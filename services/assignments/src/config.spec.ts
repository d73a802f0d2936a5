import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from '@jest/globals'
import { loadConfig } from './config.ts'

const variables = (file: string) =>
  new Set(readFileSync(new URL(file, import.meta.url), 'utf8').match(/ASSIGNMENTS_[A-Z_]+/g))

describe('configuration', () => {
  it('has defaults', () => {
    const { personOfferHours, peerOfferHours, reservationMinutes, weights } = loadConfig({})
    assert.deepEqual(
      [personOfferHours, peerOfferHours, reservationMinutes, weights.version],
      [72, 48, 60, 'weights-v1'],
    )
  })
  it('names the variable that is wrong', () => {
    assert.throws(
      () => loadConfig({ ASSIGNMENTS_PEER_OFFER_HOURS: 'two' }),
      /ASSIGNMENTS_PEER_OFFER_HOURS/,
    )
    assert.throws(
      () => loadConfig({ ASSIGNMENTS_WEIGHTS_VERSION: 'weights-v0' }),
      /ASSIGNMENTS_WEIGHTS_VERSION/,
    )
  })
  it('is the same in the README', () =>
    assert.deepEqual(variables('../README.md'), variables('./config.ts')))
})
