import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { killedHolders, pausedHolders } from './holders.ts'
import { databaseKills, pausedWriters, withoutFence, type ClusterReport } from './parts.ts'

// The small form; `npm run torture -- --cluster` is the long one.
const isClean = ({ lost, twice, holes, other }: ClusterReport) =>
  assert.deepEqual([lost, twice, holes, other], [0, 0, 0, []])

describe('a log that several processes write, under torture', () => {
  it('loses and doubles nothing when the database is killed, once while a writer is paused', async () => {
    isClean(await databaseKills({ kills: 4, writers: 2, seed: 1 }))
  })
  it('has no hole when writers stand still in the midst of what they do', async () => {
    isClean(await pausedWriters({ kills: 10, writers: 2, seed: 2 }))
  })
  it('loses and doubles nothing when the process is killed through which the others write', async () => {
    const report = await killedHolders({ kills: 2, writers: 3, seed: 4 })
    isClean(report)
    assert.equal(report.faults, 2)
  })
  it('goes on when that process stands still for longer than its lease, and when it wakes up', async () => {
    const report = await pausedHolders({ kills: 1, writers: 3, seed: 5 })
    isClean(report)
    assert.equal(report.faults, 1)
  })
  it('is seen to be damaged where two may follow on one end', async () => {
    const { holes, other } = await withoutFence(3)
    assert.ok(holes > 0 && other.length > 0)
  })
})
