import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import { fileURLToPath } from 'node:url'
import { because, openScratchLog, scratchFolder, written, type NoteEvent } from '@careloom/testing'
import { verifyLog } from './verify-log.ts'

describe('a store whose disk refuses a write', () => {
  it(
    'turns read-only, acknowledges nothing more, goes on reading, and recovers whole at the next start',
    withContext(async (t) => {
      const folder = scratchFolder(t)
      const child = fileURLToPath(import.meta.resolve('@careloom/testing/read-only-child'))
      // Files of at most 600 blocks: the write-ahead file cannot grow any more after some hundred events.
      const run = spawnSync(
        'bash',
        [
          '-c',
          `ulimit -f 600; exec "$0" "$@"`,
          process.execPath,
          '--disable-warning=ExperimentalWarning',
          child,
          folder,
        ],
        { encoding: 'utf8' },
      )
      assert.equal(run.status, 0, run.stderr)
      const said = JSON.parse(run.stdout) as { acknowledged: number }
      assert.ok(said.acknowledged > 0)
      assert.deepEqual(said, {
        acknowledged: said.acknowledged,
        failed: true,
        later: 'read-only',
        readable: true,
        says: true,
      })
      const { store, file, close } = await openScratchLog<NoteEvent>(t, {}, folder)
      for (let i = 0; i < said.acknowledged; i++)
        assert.equal((await store.read(`note-${i}`)).length, 1)
      assert.equal((await store.append('note-later', 0, [written('x')], because())).revision, 1)
      await close()
      assert.deepEqual(verifyLog(file).findings, [])
    }),
  )
})
