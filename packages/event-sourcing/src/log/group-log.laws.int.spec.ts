import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { memoryLogDriver, scratchFolder, type Fence } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import { SqliteLogDriver } from '../sqlite/log/sqlite-log-driver.ts'
import { chainKey, damage, fated, keyOf, write, writer, type Writer } from '../testing/log-laws.ts'
import { GroupLog } from './group-log.ts'
import type { LogDriver } from './log-driver.ts'
import type { Row } from './record.ts'

/** Lets all of them write at once; answers what is wrong afterwards. */
async function damaged(
  writers: readonly Writer[],
  drivers: readonly LogDriver[],
  rows: () => Promise<readonly Row[]>,
) {
  const all = await Promise.all(
    writers.map(async ({ batches, fates, kept }, i) => {
      const driver = drivers[i] ?? assert.fail()
      const log = new GroupLog('log', fated(driver, fates), chainKey, kept)
      await log.open()
      return write((items) => log.write(items, keyOf), batches, driver)
    }),
  )
  return damage(await rows(), all.flat())
}

const several = fc.array(writer, { minLength: 1, maxLength: 4 })
const runs = Number(process.env['CARELOOM_WRITERS'] ?? 1_000)

async function inMemory(writers: readonly Writer[], fence: Fence): Promise<string[]> {
  const rows: Row[] = []
  const drivers = writers.map(() => memoryLogDriver(rows, fence))
  return damaged(writers, drivers, async () => rows)
}

describe('a log that several write at once', () => {
  it('loses nothing, takes nothing twice and has no hole, whoever is paused and whichever answers are lost', () =>
    fc.assert(
      fc.asyncProperty(several, async (writers) =>
        assert.deepEqual(await inMemory(writers, 'end'), []),
      ),
      { numRuns: runs },
    ))

  it(
    'does so in a file',
    withContext(async (t) => {
      const folder = scratchFolder(t)
      let files = 0
      await fc.assert(
        fc.asyncProperty(several, async (writers) => {
          const file = join(folder, `${(files += 1)}.sqlite`)
          const drivers = writers.map(() => new SqliteLogDriver(file))
          const rows = async () => (await drivers[0]?.tail(0, 10_000)) ?? []
          try {
            assert.deepEqual(await damaged(writers, drivers, rows), [])
          } finally {
            for (const driver of drivers) driver.close()
          }
        }),
        // Each writes and syncs a file: shrinking would take minutes.
        { numRuns: Math.ceil(runs / 20), endOnFailure: true },
      )
    }),
  )

  for (const fence of ['position', 'none'] as const)
    it(`would be seen to be damaged where two may follow on one end (fence: ${fence})`, async () => {
      const details = await fc.check(
        fc.asyncProperty(several, async (writers) => (await inMemory(writers, fence)).length === 0),
        { numRuns: 300, endOnFailure: true },
      )
      assert.equal(details.failed, true)
    })
})
