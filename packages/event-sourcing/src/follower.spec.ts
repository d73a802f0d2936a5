import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { Follower } from './follower.ts'

/** Work that ends when the test says so. */
function stepByStep() {
  const ends: (() => void)[] = []
  let begun = 0
  const errors: unknown[] = []
  const follower = new Follower(
    () => {
      begun += 1
      return new Promise((resolve) => ends.push(resolve))
    },
    (error) => errors.push(error),
  )
  const end = async () => {
    ends.shift()?.()
    await new Promise(setImmediate)
  }
  return { follower, end, begun: () => begun, errors }
}

describe('a follower', () => {
  it('works once more, and only once, for whatever came during its work', async () => {
    const { follower, end, begun } = stepByStep()
    follower.wake()
    follower.wake()
    follower.wake()
    assert.equal(begun(), 1)
    await end()
    assert.equal(begun(), 2)
    await end()
    assert.equal(begun(), 2)
  })
  it('begins nothing while it is stopped, and then what it missed', async () => {
    const { follower, end, begun } = stepByStep()
    follower.wake()
    const stopped = follower.stop()
    follower.wake()
    await end()
    await stopped
    assert.equal(begun(), 1)
    follower.goOn()
    assert.equal(begun(), 2)
  })
  it('tells what went wrong, and works on', async () => {
    const errors: unknown[] = []
    let tries = 0
    const follower = new Follower(
      async () => {
        tries += 1
        if (tries === 1) throw new Error('once')
      },
      (error) => errors.push(error),
    )
    follower.wake()
    await new Promise(setImmediate)
    follower.wake()
    await new Promise(setImmediate)
    assert.deepEqual([tries, errors.length], [2, 1])
  })
})
