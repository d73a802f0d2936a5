import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { alsoSeen, havingSeen, seenFrom, seenSoFar, seenText, unseen } from './seen.ts'
import { InvalidInput } from './values.ts'

describe('what has been seen', () => {
  it('grows with what is recorded, and never goes back', async () => {
    await havingSeen({ people: 4 }, async () => {
      alsoSeen({ log: 'people', position: 3 })
      alsoSeen({ log: 'referrals', position: 1 })
      await Promise.resolve()
      assert.deepEqual(seenSoFar(), { people: 4, referrals: 1 })
    })
    assert.deepEqual(seenSoFar(), {})
  })

  it('is not taken over by work for nobody', () => {
    havingSeen({ people: 4 }, () => {
      unseen(() => alsoSeen({ log: 'audit', position: 9 }))
      assert.deepEqual(seenSoFar(), { people: 4 })
    })
  })

  it('comes back from its text; anything else is refused by the name of its field', () => {
    const seen = { people: 4, 'care-plans': 0 }
    assert.deepEqual(seenFrom('here', seenText(seen)), seen)
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`log-${i}`, 1]))
    for (const value of [
      null,
      'people',
      [],
      { people: -1 },
      { people: 1.5 },
      { people: '4' },
      { 'a b': 1 },
      many,
    ])
      assert.throws(
        () => seenFrom('here', JSON.stringify(value)),
        (error) => error instanceof InvalidInput && error.field === 'here',
      )
    assert.throws(() => seenFrom('here', '{'), InvalidInput)
  })
})
