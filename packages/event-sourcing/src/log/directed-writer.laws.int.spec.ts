import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { memoryLogDriver } from '@careloom/testing'
import { StoreUnavailable } from '../failure.ts'
import { chainKey, damage, fated, keyOf, pauses, write, writer } from '../testing/log-laws.ts'
import { unsure, type AppendItem } from './append-item.ts'
import { DirectedWriter, type Asked, type LogHolder } from './directed-writer.ts'
import { GroupLog } from './group-log.ts'
import type { ReadableLog } from './log-driver.ts'
import type { Row } from './record.ts'

/** What befalls what is handed over. `late`: it is taken after whoever handed it over has stopped waiting. */
type Way = 'well' | 'answer lost' | 'late' | 'not taken'
const way = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Way>('well') },
  fc.constantFrom<Way>('answer lost', 'late', 'not taken'),
)
/** A process that writes a log, or has another one do so: whom it holds to be its holder at each batch, rightly or not. */
const directed = fc.record({
  writer,
  holders: fc.array(fc.nat({ max: 3 }), { maxLength: 12 }),
  ways: fc.array(way, { maxLength: 12 }),
  /** Begins at the end anew each time. */
  leaps: fc.boolean(),
})
type Directed = typeof directed extends fc.Arbitrary<infer T> ? T : never

/** Longer than a batch takes that nobody keeps waiting. */
const patientTurns = 60
const mostTries = 100

/** A process of them: one thing at a time, what others hand over included. */
class Process {
  private readonly writer: DirectedWriter
  private doing: Promise<unknown> = Promise.resolve()

  constructor(writer: DirectedWriter) {
    this.writer = writer
  }

  /** Until it is answered. */
  write(items: readonly AppendItem[]): Promise<readonly number[]> {
    const asked = items.map((item) => ({ item, until: Infinity }))
    const writing = this.doing.then(async () => {
      for (let tries = 0; tries < mostTries; tries += 1) {
        const answers = await this.writer.write(asked).catch((error: unknown) => {
          assert.ok(error instanceof StoreUnavailable, String(error))
          return undefined
        })
        if (answers !== undefined) return answers
      }
      return assert.fail('gets no answer')
    })
    this.doing = writing.catch(() => undefined)
    return writing
  }

  take(asked: readonly Asked[]): Promise<readonly number[]> {
    for (const { item } of asked) this.writer.keepHere(item)
    return this.write(asked.map(({ item }) => item))
  }

  async atRest(): Promise<void> {
    for (let before; before !== this.doing;) {
      before = this.doing
      await before
    }
  }
}

/** Everything that is under way between processes, until it has come to its end. */
const underWay = new Set<Promise<unknown>>()
const noted = <T>(work: Promise<T>): Promise<T> => {
  const ended = work.catch(() => undefined).finally(() => underWay.delete(ended))
  underWay.add(ended)
  return work
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await pauses()
}

function handingTo(holder: () => Process, next: Way): LogHolder {
  return async (asked) => {
    if (next === 'not taken') return asked.map(() => unsure)
    // As over a wire: what arrives is another array.
    const sent = asked.map(({ item, until }) => ({ item: [...item] as AppendItem, until }))
    const taken = noted(turns(next === 'late' ? 10 : 1).then(() => holder().take(sent)))
    if (next === 'late') throw new StoreUnavailable('nobody answers')
    const late = turns(patientTurns).then(() => Promise.reject(new StoreUnavailable('late')))
    const answers = await Promise.race([taken, late])
    if (next === 'answer lost') throw new StoreUnavailable('lost')
    return answers
  }
}

function process(
  driver: ReadableLog,
  { writer: { fates, kept }, holders, ways, leaps }: Directed,
  all: readonly Process[],
): Process {
  const store = fated(driver, fates)
  const group = new GroupLog('log', store, chainKey, kept)
  const [whom, how] = [[...holders], [...ways]]
  const itself: Process = new Process(
    new DirectedWriter({
      group,
      driver: { stream: driver.stream, revisions: store.revisions },
      keys: { forSealing: async () => keyOf },
      known: () => (leaps ? Infinity : 0),
      direction: () => {
        const holder = all[whom.shift() ?? all.length]
        if (holder === undefined || holder === itself) return undefined
        return handingTo(() => holder, how.shift() ?? 'well')
      },
    }),
  )
  return itself
}

async function damaged(several: readonly Directed[]): Promise<string[]> {
  const rows: Row[] = []
  const driver = memoryLogDriver(rows)
  const all: Process[] = []
  for (const each of several) all.push(process(driver, each, all))
  const answered = await Promise.all(
    several.map(({ writer: { batches } }, i) =>
      write((items) => (all[i] ?? assert.fail()).write(items), batches, driver),
    ),
  )
  while (underWay.size > 0) await Promise.all(underWay)
  for (const each of all) await each.atRest()
  return damage(rows, answered.flat())
}

const runs = Number(globalThis.process.env['CARELOOM_WRITERS'] ?? 1_000)

describe('a log that processes write through each other', () => {
  it('loses nothing, takes nothing twice and has no hole, whomever each holds to be the one that writes it', () =>
    fc.assert(
      fc.asyncProperty(fc.array(directed, { minLength: 2, maxLength: 4 }), async (several) =>
        assert.deepEqual(await damaged(several), []),
      ),
      { numRuns: runs },
    ))
})
