import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { scratchFolder, scratchKey } from '@careloom/testing'
import { doorsContract } from '@careloom/testing/doors.contract'
import { leaseContract } from '@careloom/testing/lease.contract'
import { sharedContract } from '@careloom/testing/shared.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { sqliteDoors } from './doors.ts'
import { sqliteShared } from './entries.ts'
import { sqliteLeases } from './leases.ts'
import { SharedFile } from './shared-file.ts'

/** The file as each of several processes has it open. */
function scratchFile(t: TestContext) {
  const path = join(scratchFolder(t), 'shared.sqlite')
  const another = () => {
    const file = new SharedFile(path)
    t.after(() => file.close())
    return file
  }
  return { path, another }
}

/** A process that asks for leases when it is told to, and answers which it got. */
async function process(t: TestContext, path: string, ...names: readonly string[]) {
  const child = fork(join(import.meta.dirname, 'holding.child.ts'), [path, ...names])
  t.after(() => child.kill('SIGKILL'))
  await once(child, 'message')
  const ask = async (at = 0): Promise<unknown[]> => {
    child.send(at)
    const [got] = await once(child, 'message')
    return got
  }
  return { process: child, ask }
}

leaseContract('SQLite', async (t, termMs) => {
  const { another } = scratchFile(t)
  let now = 1_000_000
  return {
    pass: (ms) => void (now += ms),
    another: () => sqliteLeases(another(), { termMs, nowMs: () => now }),
  }
})

doorsContract('SQLite', async (t) => {
  const { another } = scratchFile(t)
  let now = 1_000_000
  return {
    pass: (ms) => void (now += ms),
    nowMs: () => now,
    another: () => sqliteDoors(another(), () => now),
  }
})

function openShared(t: TestContext, max?: number) {
  const { path, another } = scratchFile(t)
  let now = 1_000_000
  const options = { keks: () => [scratchKey] as const, nowMs: () => now }
  return {
    pass: (ms: number) => void (now += ms),
    another: () => sqliteShared(another(), { ...options, ...(max === undefined ? {} : { max }) }),
    async atRest() {
      const files = ['', '-wal'].map((end) => path + end).filter((file) => existsSync(file))
      return Buffer.concat(files.map((file) => readFileSync(file)))
    },
  }
}

sharedContract('SQLite', async (t) => openShared(t))

describe('what the processes of a machine share', () => {
  it(
    'keeps so many under one name, and lets the oldest go',
    withContext(async (t) => {
      const { another, pass } = openShared(t, 3)
      const [many, other] = [another()<number>('many', 60_000), another()<number>('other', 60_000)]
      await other.put('0', 0)
      for (let i = 0; i < 5; i++) {
        await many.put(String(i), i)
        pass(1)
      }
      const left = await Promise.all([0, 1, 2, 3, 4].map((i) => many.get(String(i))))
      assert.deepEqual(left, [undefined, undefined, 2, 3, 4])
      assert.equal(await other.get('0'), 0)
    }),
  )
  it(
    'gives each lease to one of several processes that ask at the same moment',
    withContext(async (t) => {
      const { path, another } = scratchFile(t)
      another()
      const names = Array.from({ length: 20 }, (_, i) => `lease-${i}`)
      const all = await Promise.all([1, 2, 3].map(() => process(t, path, ...names)))
      const got = await Promise.all(all.map((each) => each.ask(Date.now() + 50)))
      assert.deepEqual(got.flat().toSorted(), names.toSorted())
    }),
  )
  it(
    'gives no lease to one that saw it free a moment ago',
    withContext(async (t) => {
      const { another } = scratchFile(t)
      const other = another()
      const between = () =>
        void other.write(() => other.sql("UPDATE leases SET holder = 'other', until = 99").run())
      const looks = [() => {}, between]
      const nowMs = () => {
        looks.shift()?.()
        return 50
      }
      await sqliteLeases(another(), { termMs: 30, nowMs: () => 10 })('a').acquire()
      const late = sqliteLeases(another(), { termMs: 30, nowMs })('a')
      assert.equal(await late.acquire(), undefined)
      assert.equal(looks.length, 0)
    }),
  )
  it(
    'frees the lease of a process that was killed, at once, and not that of one that is paused',
    withContext(async (t) => {
      const { path, another } = scratchFile(t)
      const child = await process(t, path, 'a')
      assert.deepEqual(await child.ask(), ['a'])
      const lease = sqliteLeases(another(), { termMs: 3_600_000 })('a')
      child.process.kill('SIGSTOP')
      assert.equal(await lease.acquire(), undefined)
      child.process.kill('SIGKILL')
      await once(child.process, 'exit')
      assert.equal(await lease.acquire(), 2)
    }),
  )
})
