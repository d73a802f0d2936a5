import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { alsoSeen, seenSoFar } from '@careloom/event-sourcing'
import { amongGateways } from './other-gateways.ts'
import { recentlySeen } from './recently-seen.ts'

describe('what a caller has seen lately', () => {
  it('is told to their next request, and to nobody else', async () => {
    const during = recentlySeen()
    await during('hospital', {}, async () => alsoSeen({ log: 'people', position: 7 }))
    await during('hospital', {}, async () => assert.deepEqual(seenSoFar(), { people: 7 }))
    await during('another', {}, async () => assert.deepEqual(seenSoFar(), {}))
  })

  it('joins what the request itself brings, and what side by side ones record', async () => {
    const during = recentlySeen()
    await during('hospital', { people: 9, referrals: 1 }, async () => {
      await during('hospital', {}, async () => alsoSeen({ log: 'people', position: 12 }))
      alsoSeen({ log: 'referrals', position: 3 })
    })
    await during('hospital', { people: 2 }, async () =>
      assert.deepEqual(seenSoFar(), { people: 12, referrals: 3 }),
    )
  })

  it('is not what they only say to have seen: that holds for the request that says so', async () => {
    const during = recentlySeen()
    await during('person', { people: 9_000_000 }, async () =>
      alsoSeen({ log: 'referrals', position: 3 }),
    )
    await during('person', {}, async () => assert.deepEqual(seenSoFar(), { referrals: 3 }))
  })

  it('is kept where the request failed after it had recorded something', async () => {
    const during = recentlySeen()
    const failing = during('hospital', {}, async () => {
      alsoSeen({ log: 'people', position: 7 })
      throw new Error('late')
    })
    await assert.rejects(failing, /late/)
    await during('hospital', {}, async () => assert.deepEqual(seenSoFar(), { people: 7 }))
  })

  it('is heard at the other gateways in order, and answered where they cannot be told', async () => {
    const [kept, puts, errors] = [new Map<string, unknown>(), [] as (() => void)[], [] as unknown[]]
    let isAway = false
    const shared = () => ({
      all: async () => [...kept.values()],
      async put(key: string, value: unknown) {
        if (isAway) throw new Error('away')
        await new Promise<void>((resolve) => puts.push(resolve))
        kept.set(key, value)
      },
    })
    const place = { shared, hashed: (_kind: string, key: string) => key, newId: () => 'one' }
    const others = amongGateways(place as never, 1, (error) => errors.push(error))
    const during = recentlySeen(others)
    const recording = (position: number) =>
      during('hospital', {}, async () => alsoSeen({ log: 'people', position }))
    const both = [recording(1), recording(2)]
    while (kept.get('one') === undefined || puts.length > 0) {
      puts.pop()?.()
      await new Promise(setImmediate)
    }
    await Promise.all(both)
    assert.deepEqual(kept.get('one'), { people: 2 })
    isAway = true
    await recording(3)
    assert.equal(errors.length, 1)
    await during('hospital', {}, async () => assert.deepEqual(seenSoFar(), { people: 3 }))
  })
})
