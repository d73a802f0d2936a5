import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { DataHeld, lockData } from './data-lock.ts'

const me = { pid: process.pid, url: 'http://localhost:1', since: 'now' }
const child = join(import.meta.dirname, 'data-lock.child.ts')

/** Processes that try to take each of some folders at the same moment; which each of them got. */
async function race(t: TestContext, folders: readonly string[], processes: number) {
  const at = Date.now() + 1_500
  const children = Array.from({ length: processes }, () =>
    fork(child, [String(at), ...folders], {
      execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc'],
    }),
  )
  t.after(() => {
    for (const each of children) each.kill('SIGKILL')
  })
  const got = children.map(async (each) => ((await once(each, 'message')) as [string[]])[0])
  return { children, got: await Promise.all(got) }
}

describe('the lock of a data folder', () => {
  it(
    'goes to exactly one of four that start at once on folders that a crash left (60 folders)',
    withContext(async (t) => {
      const folders = Array.from({ length: 60 }, () => scratchFolder(t))
      for (const folder of folders)
        writeFileSync(join(folder, 'careloom.lock'), JSON.stringify({ ...me, pid: 999_999 }))
      const { got } = await race(t, folders, 4)
      assert.deepEqual(got.flat().sort(), [...folders].sort())
    }),
  )
  it(
    'is free when its holder was killed, though somebody else has its number by now',
    withContext(async (t) => {
      const folder = scratchFolder(t)
      const { children } = await race(t, [folder], 1)
      assert.throws(() => lockData(folder, me), DataHeld)
      const [holder] = children
      holder?.kill('SIGKILL')
      if (holder !== undefined) await once(holder, 'exit')
      writeFileSync(join(folder, 'careloom.lock'), JSON.stringify({ ...me, pid: process.ppid }))
      lockData(folder, me)()
    }),
  )
  it(
    'says who holds it, and can be taken again when it was given back',
    withContext((t) => {
      const folder = scratchFolder(t)
      const giveBack = lockData(folder, me)
      assert.throws(
        () => lockData(folder, me),
        /in use by process \d+ \(http:\/\/localhost:1, since now\)/,
      )
      giveBack()
      giveBack()
      lockData(folder, me)()
    }),
  )
})
