import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, it } from '@jest/globals'
import {
  because,
  eventually,
  openScratchLog,
  personA,
  written,
  type NoteEvent,
} from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { verifyLog } from './verify-log.ts'

const program = fileURLToPath(import.meta.resolve('@careloom/testing/reading-child'))

/** A process beside this one that reads what it is asked for. */
async function reading(t: TestContext, folder: string) {
  const child = fork(program, [folder], { execArgv: ['--disable-warning=ExperimentalWarning'] })
  t.after(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  return {
    kill: () => child.kill('SIGKILL'),
    async ask(stream: string): Promise<string> {
      child.send(stream)
      const [said] = (await once(child, 'message')) as [string]
      return said
    },
  }
}

describe('a process beside the one that writes', () => {
  it(
    'reads everything that has been acknowledged, is refused writes, and hears of an erasure',
    withContext(async (t) => {
      const log = await openScratchLog<NoteEvent>(t)
      const person = { person: personA }
      await log.store.append('note-1', 0, [written('0')], because(person))
      const other = await reading(t, log.folder)
      for (let revision = 1; revision < 100; revision++) {
        await log.store.append('note-1', revision, [written(`${revision}`)], because(person))
        assert.equal(await other.ask('note-1'), `${revision + 1} refused ${revision + 1}`)
      }
      await log.keyring.erase(personA)
      const isErased = async () => (await other.ask('note-1')) === 'erased refused 100'
      await eventually(isErased, 'that it is erased there')
    }),
  )
  it(
    'leaves the other one as it is when it dies',
    withContext(async (t) => {
      const log = await openScratchLog<NoteEvent>(t)
      await log.store.append('note-1', 0, [written('a')], because())
      const other = await reading(t, log.folder)
      const asked = other.ask('note-1')
      asked.catch(() => undefined)
      other.kill()
      for (let revision = 1; revision < 20; revision++)
        await log.store.append('note-1', revision, [written('b')], because())
      await log.close()
      assert.deepEqual(verifyLog(log.file).findings, [])
    }),
  )
})
