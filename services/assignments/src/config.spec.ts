import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { settings } from './config.ts'

describe('configuration', () => {
  it('has defaults', () => {
    const { personOfferHours, peerOfferHours, reservationMinutes, weights } = settings.read({})
    assert.deepEqual(
      [personOfferHours, peerOfferHours, reservationMinutes, weights.version],
      [72, 48, 60, 'weights-v1'],
    )
  })
  it('names the variable that is wrong', () => {
    assert.throws(
      () => settings.read({ ASSIGNMENTS_PEER_OFFER_HOURS: 'two' }),
      /ASSIGNMENTS_PEER_OFFER_HOURS/,
    )
    assert.throws(
      () => settings.read({ ASSIGNMENTS_WEIGHTS_VERSION: 'weights-v0' }),
      /ASSIGNMENTS_WEIGHTS_VERSION/,
    )
  })
})
