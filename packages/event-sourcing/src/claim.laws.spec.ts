import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc, { type Scheduler } from 'fast-check'
import { inSteps, memoryLog, Mortal, thingsOver, type MemoryLog } from '@careloom/testing'
import type { ThingCommand } from '@careloom/testing'
import type { AnyEvent } from './decider.ts'

const keys = ['a', 'b', 'c'] as const
const ids = ['x', 'y', 'z'] as const
const someId = fc.constantFrom('x', ...ids)
const taking = fc.record({
  kind: fc.constant('take' as const),
  id: someId,
  keys: fc.subarray([...keys], { minLength: 1 }),
})
const dropping = fc.record({
  kind: fc.constant('drop' as const),
  id: someId,
  key: fc.constantFrom(...keys),
})
/** What one writer does, one after the other, and at which step it dies; half of them live on. */
const life = fc.record({
  commands: fc.array(
    fc.oneof({ weight: 3, arbitrary: taking }, { weight: 1, arbitrary: dropping }),
    { minLength: 1, maxLength: 3 },
  ),
  diesAt: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 40 })),
  patience: fc.nat({ max: 3 }),
})
type Life = { commands: readonly ThingCommand[]; diesAt: number; patience: number }

/** Lives through it, each step when the scheduler says; answers what was accepted. */
async function live(log: MemoryLog, { commands, diesAt, patience }: Life, s: Scheduler) {
  const mortal = new Mortal(diesAt)
  const turn = () => s.schedule(Promise.resolve())
  const store = inSteps<AnyEvent>(log, (work) =>
    mortal.step(async () => {
      await turn()
      return work()
    }),
  )
  const { handle } = thingsOver({ ...log, ...store }, async (waited) => {
    await turn()
    return waited < patience
  })
  const accepted: ThingCommand[] = []
  const all = async () => {
    for (const command of commands) if ((await handle(command)).ok) accepted.push(command)
  }
  await mortal.outcomeOf(all())
  return accepted
}

describe('claims, whoever takes and drops keys in whatever order of steps and dies at any of them,', () => {
  it('name the one owner of each key; a take is whole; and what nobody has is free', async () => {
    const some = fc.array(life, { minLength: 2, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), some, async (s, lives) => {
        const log = memoryLog()
        const accepted = await s.waitFor(Promise.all(lives.map((each) => live(log, each, s))))
        const { claims, keysOf, handle } = thingsOver(log, async () => false)
        const owned = new Map(
          await Promise.all(ids.map(async (id) => [id, await keysOf(id)] as const)),
        )
        const ownersOf = (key: string) => ids.filter((id) => owned.get(id)?.includes(key))
        for (const key of keys)
          assert.deepEqual(
            ownersOf(key),
            [await claims.holderOf(key)].filter((id) => id !== undefined),
          )
        const dropped = lives
          .flatMap(({ commands }) => commands)
          .filter(({ kind }) => kind === 'drop')
        for (const command of accepted.flat())
          if (command.kind === 'take' && !dropped.some(({ id }) => id === command.id))
            for (const key of command.keys) assert.deepEqual(ownersOf(key), [command.id])
        for (const key of keys) {
          const { ok } = await handle({ kind: 'take', id: 'somebody else', keys: [key] })
          assert.equal(ok, ownersOf(key).length === 0)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
