import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { because, eventually, openScratchLog } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { Event } from './decider.ts'
import { runWhileHeld } from './held-reaction.ts'
import { runReaction } from './run-reaction.ts'
import { SharedFile, sqliteLeases, SqliteReactionStore } from './sqlite/index.ts'

type Asked = Event<'Asked', { what: string }>

/** A log, and replicas that react to it; what each of them did. */
async function open(t: TestContext) {
  const { store, folder } = await openScratchLog<Asked>(t)
  const ask = (what: string) =>
    store.append(what, 0, [{ type: 'Asked', data: { what } }], because())
  const replica = (fails = false) => {
    const kept = new SqliteReactionStore(join(folder, 'reactions.sqlite'))
    const shared = new SharedFile(join(folder, 'shared.sqlite'))
    const did: string[] = []
    const reaction = {
      name: 'answer',
      handles: ['Asked'],
      keyOf: () => 'all',
      handle: async ({ data }: { data: Asked['data'] }) => {
        if (fails) throw new TypeError('cannot')
        did.push(data.what)
      },
    }
    const options = { now: () => '2026-11-09T14:02:00.000Z', backoffMs: () => 1 }
    const run = () => runReaction<Asked>(reaction, store.feed, kept, options)
    const running = runWhileHeld(
      { name: 'answer', handles: ['Asked'] },
      sqliteLeases(shared)('answer'),
      run,
      { everyMs: 5 },
    )
    let closing: Promise<void> | undefined
    const close = () =>
      (closing ??= running.close().then(() => {
        kept.close()
        shared.close()
      }))
    t.after(close)
    return { did, running, close }
  }
  return { ask, replica }
}

describe('a reaction that runs while its lease is held', () => {
  it(
    'runs at one replica, and at the next one when that ends, from where it was',
    withContext(async (t) => {
      const { ask, replica } = await open(t)
      const [one, two] = [replica(), replica()]
      await ask('a')
      await ask('b')
      await one.running.caughtUp()
      await two.running.caughtUp()
      assert.deepEqual([one.did, two.did], [['a', 'b'], []])
      await one.close()
      await ask('c')
      await eventually(() => two.did.length > 0, 'that the other goes on')
      await two.running.caughtUp()
      assert.deepEqual([one.did, two.did], [['a', 'b'], ['c']])
      assert.equal(one.running.checkpoint(), 2)
    }),
  )
  it(
    'hands what was set aside out again where it runs, and says at the other that it is not there',
    withContext(async (t) => {
      const { ask, replica } = await open(t)
      const one = replica(true)
      await ask('a')
      await one.running.caughtUp()
      const two = replica()
      await assert.rejects(two.running.replay(), { code: 'CL_UNAVAILABLE', retryable: true })
      assert.equal(await one.running.replay(), 0)
      await one.close()
      await eventually(async () => (await two.running.replay().catch(() => 0)) === 1, 'the replay')
      assert.deepEqual(two.did, ['a'])
    }),
  )
})
