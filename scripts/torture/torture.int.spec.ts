import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from '@jest/globals'
import { backups } from './backups.ts'
import { crashes } from './crash.ts'
import { race } from './race.ts'
import { compileShim } from './shim.ts'

// The small form; `npm run torture` is the long one.
const folder = mkdtempSync(join(tmpdir(), 'careloom-shim-'))
const shim = compileShim('powercut', folder)
// Without a C compiler power cuts cannot be acted: the two are counted as skipped.
const acted = shim === undefined ? it.skip : it
afterAll(() => rmSync(folder, { recursive: true }))

describe('the store under torture', () => {
  it('loses and doubles nothing when it is killed (5 times)', async () => {
    const report = await crashes({ rounds: 5, seed: 1 })
    assert.deepEqual([report.lost, report.twice, report.other], [0, 0, []])
    assert.ok(report.acknowledged > 100)
  })
  acted('loses and doubles nothing when the power is cut (6 times)', async () => {
    const report = await crashes({ rounds: 6, seed: 2, shim })
    assert.deepEqual([report.lost, report.twice, report.other], [0, 0, []])
    assert.ok(report.acknowledged > 100 && report.unsyncedWrites > 0)
  })
  acted('is seen to lose acknowledged events when commits do not wait for the disk', async () => {
    const report = await crashes({ rounds: 60, seed: 3, shim, without: 'sync', untilFound: true })
    assert.ok(report.lost > 0 || report.other.length > 0)
  })
  acted(
    'loses nothing when a sync fails, and after a restart and more work the power is cut (5 times)',
    async () => {
      const report = await crashes({ rounds: 5, seed: 5, shim, failedSyncs: true })
      assert.deepEqual([report.lost, report.twice, report.other], [0, 0, []])
      assert.ok(report.acknowledged > 100)
    },
  )
  acted(
    'is seen to lose what stands behind a failed sync when a log is not folded in',
    async () => {
      const report = await crashes({
        rounds: 60,
        seed: 7,
        shim,
        failedSyncs: true,
        without: 'folding',
        untilFound: true,
      })
      assert.ok(report.lost > 0 || report.other.length > 0)
    },
  )
  it('is seen to do things twice when causation ids are not remembered', async () => {
    const report = await crashes({
      rounds: 60,
      seed: 4,
      without: 'deduplication',
      untilFound: true,
    })
    assert.ok(report.twice > 0)
  })
  it('has one winner per revision and no gap under 4,000 racing appends', async () => {
    const report = await race(4_000)
    assert.deepEqual(report.findings, [])
    assert.ok(report.won > 0 && report.lost > 0)
  })
  it('is restored equal from backups under load, though restores are killed first (3 times)', async () => {
    const report = await backups({ rounds: 3, seed: 6 })
    assert.deepEqual(report.findings, [])
    assert.ok(report.acknowledged > 100 && report.restored > report.acknowledged)
  }, 120_000)
})
