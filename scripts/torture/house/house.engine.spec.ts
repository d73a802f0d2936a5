import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import type { ClusterReport } from '../cluster/parts.ts'
import { pausedDoors } from './doors.ts'
import { drained } from './drain.ts'
import { erasedPerson } from './erased.ts'
import { perSecond } from './house.ts'
import { processKills } from './kills.ts'
import { openWorld, type World } from './world.ts'

const isClean = ({ part, lost, twice, holes, other }: ClusterReport) =>
  assert.deepEqual([lost, twice, holes, other], [0, 0, 0, []], part)

// The small form; `npm run torture -- --cluster` is the long one.
describe('a house of processes, under torture', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(1)
  })
  afterAll(() => world.close())

  it('keeps what it said, once, when each of its processes is killed', async () =>
    isClean(await processKills(world, { rounds: 1, atOnce: 4, perSecond, journeys: 1 })))
  it('shows nothing of a consent that was revoked while doors stood still', async () =>
    isClean(await pausedDoors(world, { rounds: 1 })))
  it('ends under load with nothing cut off, and hands over what it holds', async () =>
    isClean(await drained(world, { rounds: 1, perSecond })))
  it('holds no word of somebody who was erased', async () => isClean(await erasedPerson(world)))
})
