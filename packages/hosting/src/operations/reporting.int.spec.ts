import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { eventually, scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { EmbeddedHost } from '../embedded/embedded-host.ts'

type Status = { readonly who: string; readonly readOnly: boolean }

/** A process on what others share. */
function open(t: TestContext, folder: string, who: string, readOnly = false) {
  const host = new EmbeddedHost({
    dataDir: join(folder, who),
    secretsDir: join(folder, 'secrets'),
    sharedFile: join(folder, 'shared.sqlite'),
  })
  t.after(() => host.close())
  const state = { readOnly }
  const reporting = host.reporting<Status>(() => ({ who, ...state }))
  return { host, state, everywhere: () => reporting.everywhere() }
}

describe('what processes say of themselves', () => {
  it(
    'is heard at each of them, its own first and as it is now',
    withContext(async (t) => {
      const folder = scratchFolder(t)
      const one = open(t, folder, 'one')
      const two = open(t, folder, 'two', true)
      await eventually(async () => (await one.everywhere()).length === 2, 'that one hears of two')
      assert.deepEqual(await one.everywhere(), [
        { who: 'one', readOnly: false },
        { who: 'two', readOnly: true },
      ])
      one.state.readOnly = true
      assert.deepEqual((await one.everywhere())[0], { who: 'one', readOnly: true })
      assert.deepEqual(
        (await two.everywhere()).map(({ who }) => who),
        ['two', 'one'],
      )
    }),
  )
  it(
    'ends with the process',
    withContext(async (t) => {
      const folder = scratchFolder(t)
      const one = open(t, folder, 'one')
      const two = open(t, folder, 'two')
      await eventually(async () => (await one.everywhere()).length === 2, 'that one hears of two')
      await two.host.close()
      assert.deepEqual(
        (await one.everywhere()).map(({ who }) => who),
        ['one'],
      )
    }),
  )
})
