import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { because, eventually, openScratchLog, scratchFolder } from '@careloom/testing'
import type { Event } from './decider.ts'
import type { Reaction } from './reaction.ts'
import type { Quarantined, ReactionStore } from './reaction-store.ts'
import { CareloomError } from './failure.ts'
import { patienceLeft, withPatience } from './patience.ts'
import { runReaction, type ReactionOptions } from './run-reaction.ts'
import { seenSoFar, type Seen } from './seen.ts'
import { SqliteReactionStore } from './sqlite/reaction-store.ts'

type Asked = Event<'Asked', { what: string }>

/** A log with things that were asked, and where a reaction keeps what it did; `isFull` while nothing can be set aside. */
async function open(t: TestContext, ...whats: readonly string[]) {
  const { store, folder } = await openScratchLog<Asked>(t)
  const kept = new SqliteReactionStore(join(folder, 'reactions.sqlite'))
  t.after(() => kept.close())
  const disk = { isFull: false }
  const reactions: ReactionStore = {
    load: (name) => kept.load(name),
    save: (name, reached) => kept.save(name, reached),
    flush: () => kept.flush(),
    restart: (name, reached) => kept.restart(name, reached),
    async quarantine(entry) {
      if (disk.isFull) throw new Error('database or disk is full')
      await kept.quarantine(entry)
    },
    quarantined: (name) => kept.quarantined(name),
    giveUp: (entry, why) => kept.giveUp(entry, why),
    givenUp: () => kept.givenUp(),
    release: (name, position) => kept.release(name, position),
  }
  for (const what of whats)
    await store.append(what, 0, [{ type: 'Asked', data: { what } }], because())
  const run = (
    handle: Reaction<Asked>['handle'],
    options: Partial<ReactionOptions> = {},
    handles: readonly string[] = ['Asked'],
  ) => {
    const reaction = { name: 'answer', handles, keyOf, handle }
    const now = () => '2026-11-09T14:02:00.000Z'
    const given = { now, backoffMs: () => 1, awayMs: () => 1, standsMs: 5, ...options }
    const running = runReaction<Asked>(reaction, store.feed, reactions, given)
    t.after(() => running.close())
    return running
  }
  return { store, kept, disk, run }
}

const keyOf: Reaction<Asked>['keyOf'] = ({ stream }) => stream

describe('a running reaction', () => {
  it(
    'says whom it waits for now, and since when it waits',
    withContext(async (t) => {
      const { run } = await open(t, 'a')
      const away = ['CL_STORE_BUSY', 'CL_UNAVAILABLE']
      const minutes = [1, 2, 3].values()
      const running = run(
        async () => {
          throw new CareloomError(away.shift() ?? 'CL_HOSPITAL_AWAY', 'away', { retryable: true })
        },
        { now: () => `2026-11-09T14:0${minutes.next().value}:00.000Z` },
      )
      const isSaid = () => running.status().waitingFor === 'CL_HOSPITAL_AWAY'
      await eventually(isSaid, 'the last one that is away')
      assert.equal(running.status().waitingSince, '2026-11-09T14:01:00.000Z')
    }),
  )
  it(
    'stands still where something can be neither done nor set aside, says so, and goes on when it can',
    withContext(async (t) => {
      const { store, disk, kept, run } = await open(t, 'a')
      const told: Quarantined[] = []
      const done: string[] = []
      disk.isFull = true
      const running = run(
        async ({ data }) => {
          if (data.what === 'a') throw new Error('cannot')
          done.push(data.what)
        },
        { onFailure: (entry) => told.push(entry) },
      )
      await eventually(() => running.status().failure !== undefined, 'that it stands still')
      assert.deepEqual(running.status().failure, {
        position: 1,
        error: 'Error: database or disk is full',
      })
      assert.equal(running.checkpoint(), 0)
      await store.append('b', 0, [{ type: 'Asked', data: { what: 'b' } }], because())
      await eventually(() => done.length === 1, 'the other key')
      disk.isFull = false
      await eventually(() => running.checkpoint() === 2, 'that it goes on')
      assert.equal(running.status().failure, undefined)
      assert.deepEqual(
        (await kept.quarantined('answer')).map(({ position, tries }) => [position, tries]),
        [[1, 5]],
      )
      assert.deepEqual(
        told.map(({ tries }) => tries),
        [0, 5],
      )
    }),
  )
  it(
    'works for somebody who has seen its event, and what they have recorded since',
    withContext(async (t) => {
      const { store, run } = await open(t, 'a', 'b')
      const told: Seen[] = []
      const running = run(async ({ data, stream }) => {
        told.push(seenSoFar())
        if (data.what !== 'b') return
        await store.append(`${stream}-done`, 0, [{ type: 'Asked', data: { what: 'c' } }], because())
        told.push(seenSoFar())
      })
      await running.caughtUp()
      const { log = '' } = store.feed
      assert.deepEqual(told.slice(0, 3), [{ [log]: 1 }, { [log]: 2 }, { [log]: 3 }])
    }),
  )
  it(
    'takes its time, however soon whoever recorded its event stops waiting',
    withContext(async (t) => {
      const { store, run } = await open(t)
      const left: number[] = []
      const running = run(async () => void left.push(patienceLeft()))
      await withPatience({ until: performance.now() + 50 }, () =>
        store.append('a', 0, [{ type: 'Asked', data: { what: 'a' } }], because()),
      )
      await running.caughtUp()
      assert.deepEqual(left, [Infinity])
    }),
  )
  it(
    'goes on under a key when what nobody handles there any more is given up',
    withContext(async (t) => {
      const { store, kept, run } = await open(t, 'a')
      const first = run(async () => Promise.reject(new Error('cannot')))
      await first.caughtUp()
      await first.close()
      const done: string[] = []
      const retold = { type: 'Retold', data: { what: 'b' } } as unknown as Asked
      const running = run(async ({ data }) => void done.push(data.what), {}, ['Retold'])
      await store.append('a', 1, [retold], because())
      await running.caughtUp()
      assert.equal(await running.replay(), 0)
      const [entry, ...behind] = await kept.quarantined()
      assert.ok(entry)
      assert.deepEqual([running.handlesType(entry.type), behind.length], [false, 1])
      await running.giveUp(entry, { reason: 'retold', by: 'ada', at: entry.at })
      assert.equal(await running.replay(), 1)
      await store.append('a', 2, [retold], because())
      await running.caughtUp()
      assert.deepEqual([done, await kept.quarantined()], [['b', 'b'], []])
    }),
  )
  it(
    'stands still where it cannot read, and goes on when it can',
    withContext(async (t) => {
      const { store, run } = await open(t, 'a')
      let isDamaged = true
      const done: string[] = []
      const { readAll } = store.feed
      Object.assign(store.feed, {
        readAll: (after: number, limit: number) =>
          isDamaged ? Promise.reject(new Error('unreadable')) : readAll(after, limit),
      })
      const running = run(async ({ data }) => void done.push(data.what))
      await eventually(() => running.status().failure?.position === 1, 'that it stands still')
      isDamaged = false
      await eventually(() => done.length === 1, 'that it goes on')
      await running.caughtUp()
      assert.equal(running.status().failure, undefined)
    }),
  )
  it(
    'keeps why something was set aside when it is told again, as after a crash',
    withContext(async (t) => {
      const { kept, run } = await open(t, 'a')
      const first = run(async () => Promise.reject(new Error('cannot')))
      await first.caughtUp()
      await first.close()
      await kept.save('answer', { position: 0, mark: '' })
      const second = run(async () => undefined)
      await second.caughtUp()
      assert.deepEqual(
        (await kept.quarantined('answer')).map(({ tries, error }) => [tries, error]),
        [[5, 'Error: cannot']],
      )
    }),
  )
  it(
    'replays a key to its end though more is set aside meanwhile',
    withContext(async (t) => {
      const { store, kept, run } = await open(t, 'a')
      let isBroken = true
      const done: number[] = []
      const running = run(async ({ position, revision }) => {
        if (isBroken) throw new Error('cannot')
        // What comes while it is replayed stands behind it.
        if (revision < 4) {
          await store.append('a', revision, [{ type: 'Asked', data: { what: 'a' } }], because())
          await eventually(
            async () => (await kept.quarantined('answer')).length > 1,
            'the next one set aside',
          )
        }
        done.push(position)
      })
      await running.caughtUp()
      isBroken = false
      assert.equal(await running.replay('a'), 4)
      assert.deepEqual(done, [1, 2, 3, 4])
      assert.deepEqual(await kept.quarantined('answer'), [])
    }),
  )
  it(
    'goes on from the end of a log that is shorter than it has seen, as one that was restored, and says so',
    withContext(async (t) => {
      const { store, kept, run } = await open(t, 'a', 'b')
      await kept.save('answer', { position: 30, mark: 'of the longer one' })
      const aside = {
        reaction: 'answer',
        key: 'z',
        type: 'Asked',
        tries: 5,
        error: 'x',
        at: 'then',
      }
      await kept.quarantine({ ...aside, position: 29 })
      const told: string[] = []
      const done: string[] = []
      const running = run(async ({ data }) => void done.push(data.what), {
        onFailure: ({ error }) => told.push(error),
      })
      await store.append('c', 0, [{ type: 'Asked', data: { what: 'c' } }], because())
      await eventually(() => done.length === 1, 'what is new')
      await running.caughtUp()
      assert.deepEqual(done, ['c'])
      assert.deepEqual(told, ['its log ends at 2, before the 30 that it had reached'])
      assert.deepEqual(await kept.quarantined('answer'), [])
    }),
  )
  it(
    'stands still before a log of another past',
    withContext(async (t) => {
      const { kept, run } = await open(t, 'a', 'b')
      await kept.save('answer', { position: 1, mark: 'of another one' })
      const done: string[] = []
      const running = run(async ({ data }) => void done.push(data.what))
      await eventually(() => running.status().failure !== undefined, 'that it stands still')
      assert.equal(running.status().failure?.error, 'CL_ANOTHER_PAST')
      assert.deepEqual(done, [])
    }),
  )
  it(
    'leaves what was set aside of a type that only another version handles',
    withContext(async (t) => {
      const { kept, run } = await open(t, 'a')
      await kept.save('answer', { position: 0, mark: '' })
      const aside = { reaction: 'answer', position: 1, key: 'a', type: 'Asked', tries: 5 }
      await kept.quarantine({ ...aside, error: 'x', at: 'then' })
      const done: string[] = []
      const running = run(async ({ data }) => void done.push(data.what), {}, ['AskedOtherwise'])
      assert.equal(await running.replay('a'), 0)
      assert.equal((await kept.quarantined('answer')).length, 1)
      await running.close()
      assert.equal(await run(async ({ data }) => void done.push(data.what)).replay('a'), 1)
      assert.deepEqual([done, await kept.quarantined('answer')], [['a'], []])
    }),
  )
  it(
    'does not open what a newer version of the product kept in another form',
    withContext(async (t) => {
      const file = join(scratchFolder(t), 'reactions.sqlite')
      new SqliteReactionStore(file).close()
      const db = new DatabaseSync(file)
      db.exec('PRAGMA user_version = 9')
      db.close()
      assert.throws(() => new SqliteReactionStore(file), /format 9, which a newer version/)
    }),
  )
  it(
    'closes at once though a message waits for somebody who is away, and hands it out again',
    withContext(async (t) => {
      const { run } = await open(t, 'a')
      const busy = Object.assign(new Error('busy'), {})
      const first = run(async () => Promise.reject(busy), { backoffMs: () => 3_600_000 })
      await eventually(() => first.checkpoint() === 0, 'the first try')
      await first.close()
      const done: string[] = []
      const second = run(async ({ data }) => void done.push(data.what))
      await second.caughtUp()
      assert.deepEqual(done, ['a'])
    }),
  )
})
