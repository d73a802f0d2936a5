import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { shortParts } from './house.ts'
import type { PartName } from './protections.ts'
import { unlikeRebuilt } from './views.ts'
import { openWorld, type World } from './world.ts'

/** Of one part, on a busy machine. */
const limitMs = 600_000

// The short form; `npm run torture -- --cluster` is the long one.
describe('a house of processes, under torture', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld({ seed: 1 })
  })
  afterAll(() => world.close())

  const facts = {
    kills: 'keeps what it said, once, when each of its processes is killed',
    doors: 'shows nothing of a consent that was revoked while doors stood still',
    drain: 'ends under load with nothing cut off, and hands over what it holds',
    erased: 'holds no word of somebody who was erased',
  } as const satisfies Partial<Readonly<Record<PartName, string>>>
  for (const [name, fact] of Object.entries(facts))
    it(
      fact,
      async () => {
        const { lost, twice, holes, other } = await shortParts[name as keyof typeof facts](world)
        assert.deepEqual([lost, twice, holes, other], [0, 0, 0, []])
      },
      limitMs,
    )
  it(
    'has the read models then that are built anew from its logs',
    async () => assert.deepEqual(await unlikeRebuilt(world), []),
    limitMs,
  )
})
