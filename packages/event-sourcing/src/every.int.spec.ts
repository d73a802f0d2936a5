import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { eventually, scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { everyWhileHeld } from './every.ts'
import { SharedFile, sqliteLeases } from './sqlite/index.ts'

/** What several replicas do again and again under one name. */
function replicas(t: TestContext) {
  const path = join(scratchFolder(t), 'shared.sqlite')
  const start = (work: () => Promise<unknown>, onError?: (error: unknown) => void) => {
    const file = new SharedFile(path)
    const options = { leaseMs: 5, ...(onError === undefined ? {} : { onError }) }
    const every = everyWhileHeld(sqliteLeases(file)('evidence'), 2, work, options)
    t.after(async () => {
      await every.close()
      file.close()
    })
    return every
  }
  const lease = () => {
    const file = new SharedFile(path)
    t.after(() => file.close())
    return sqliteLeases(file)('evidence')
  }
  return { start, lease }
}

describe('what is done again and again', () => {
  it(
    'is done by one replica, and by the next when that one ends',
    withContext(async (t) => {
      const { start } = replicas(t)
      const done: string[] = []
      const first = start(async () => done.push('first'))
      await eventually(() => done.length > 2, 'three times')
      start(async () => done.push('second'))
      await eventually(() => done.length > 20, 'more times')
      assert.deepEqual([...new Set(done)], ['first'])
      await first.close()
      const before = done.length
      await eventually(() => done.length > before + 2, 'three times more')
      assert.deepEqual([...new Set(done.slice(before))], ['second'])
    }),
  )
  it(
    'is done again when it failed, and says so',
    withContext(async (t) => {
      const errors: unknown[] = []
      let tries = 0
      const work = async () => {
        tries += 1
        if (tries < 3) throw new Error('away')
      }
      replicas(t).start(work, (error) => errors.push(error))
      await eventually(() => tries > 3, 'that it worked twice')
      assert.equal(errors.length, 2)
    }),
  )
  it(
    'ends with what is under way, and nobody else begins before',
    withContext(async (t) => {
      const { start, lease } = replicas(t)
      const did: string[] = []
      let mayEnd = () => {}
      const first = start(async () => {
        did.push('begun')
        await new Promise<void>((resolve) => (mayEnd = resolve))
        did.push('ended')
      })
      await eventually(() => did.length === 1, 'the beginning')
      start(async () => did.push('other'))
      const third = lease()
      const closing = first.close()
      for (let i = 0; i < 5; i++) assert.equal(await third.acquire(), undefined)
      mayEnd()
      await closing
      await eventually(() => did.includes('other'), 'the other')
      assert.deepEqual(did.slice(0, 3), ['begun', 'ended', 'other'])
    }),
  )
})
