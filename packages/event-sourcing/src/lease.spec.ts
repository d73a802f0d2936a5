import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { whileHeld } from './lease.ts'

const everyMs = 150

/** Counts how often somebody asks who holds the lease, or does not. */
function asking(epoch: number | undefined) {
  let count = 0
  const acquire = async () => {
    count += 1
    return epoch
  }
  const lease = { acquire, release: async () => undefined }
  const duty = { begin: () => undefined, end: async () => undefined }
  return { onDuty: whileHeld(lease, duty, { everyMs }), count: () => count }
}

describe('who waits for a lease', () => {
  it('asks more often than who holds it renews it', async () => {
    const [holder, waiter] = [asking(1), asking(undefined)]
    while (waiter.count() < 12) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.ok(holder.count() <= 8, `${holder.count()} renewals`)
    await Promise.all([holder.onDuty.close(), waiter.onDuty.close()])
  })
})
