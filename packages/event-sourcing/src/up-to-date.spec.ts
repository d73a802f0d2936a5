import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { upToDate } from './up-to-date.ts'

const feed = (name: string, last: number, isOpen = true) => ({
  name,
  isOpen,
  latest: async () => last,
})

describe('a read model that is to be up to date', () => {
  it('reaches the end of each of its feeds, as whoever wrote there knows it', async () => {
    const reached: unknown[] = []
    const model = {
      reached: async (...to: readonly unknown[]) => void reached.push(to),
    }
    await upToDate(model, [feed('people', 7), feed('referrals', 3)], 50)
    assert.deepEqual(reached, [
      [7, 'people', 50],
      [3, 'referrals', 50],
    ])
  })
  it('is not while nobody has published what it follows', async () => {
    const model = { reached: () => Promise.resolve() }
    await assert.rejects(upToDate(model, [feed('people', 7), feed('referrals', 0, false)]), {
      code: 'CL_NOT_CAUGHT_UP',
      retryable: true,
    })
  })
})
