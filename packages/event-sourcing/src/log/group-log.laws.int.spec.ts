import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { memoryLogDriver, scratchFolder, type Fence } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import { StoreUnavailable } from '../failure.ts'
import { SqliteLogDriver } from '../sqlite/log/sqlite-log-driver.ts'
import { wrongRevision, type AppendItem } from './append-item.ts'
import { GroupLog } from './group-log.ts'
import type { LogDriver, SealedRecord } from './log-driver.ts'
import { chainOf, countOf, frameOfRow, genesis, type Row } from './record.ts'

const chainKey = createSecretKey(randomBytes(32))
const key = createSecretKey(randomBytes(32))
const keyOf = () => key
const streams = ['a', 'b', 'c']

/** What befalls one call of the store, in this order of calls. */
type Fate = 'well' | 'pause' | 'refused' | 'answer lost' | 'half written, answer lost'
const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('well') },
  { weight: 3, arbitrary: fc.constant<Fate>('pause') },
  fc.constantFrom<Fate>('refused', 'answer lost', 'half written, answer lost'),
)
/** An append of a writer: to which stream, of how many events, and by how much it is wrong about the revision. */
const wish = fc.record({
  stream: fc.constantFrom(...streams),
  count: fc.integer({ min: 1, max: 3 }),
  off: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1)),
})
type Wish = { readonly stream: string; readonly count: number; readonly off: number }
const writer = fc.record({
  batches: fc.array(fc.array(wish, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
  fates: fc.array(fate, { maxLength: 30 }),
  kept: fc.constantFrom(1, 100),
})

function pauses(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A store that is paused, away, or whose answers are lost, as it was told. */
function fated(driver: LogDriver, fates: readonly Fate[]): LogDriver {
  const left = [...fates]
  const during = async <T>(work: (share: number) => Promise<T>): Promise<T> => {
    const next = left.shift() ?? 'well'
    if (next === 'pause') await pauses()
    if (next === 'refused') throw new StoreUnavailable('away')
    const answer = await work(next === 'half written, answer lost' ? 0.5 : 1)
    if (next === 'answer lost' || next === 'half written, answer lost')
      throw new StoreUnavailable('lost')
    return answer
  }
  return {
    insert: (records: readonly SealedRecord[]) =>
      during((share) => driver.insert(records.slice(0, Math.ceil(records.length * share)))),
    tail: (after, limit) => during(() => driver.tail(after, Math.min(limit, 3))),
    revisions: (names) => during(() => driver.revisions(names)),
    end: () => driver.end(),
  }
}

/** More than any writer is told to fail. */
const mostTries = 100

type Answered = { readonly item: AppendItem; readonly answer: number }
let ids = 0

/** Writes batch after batch, each until it is answered. */
async function write(log: GroupLog, batches: readonly (readonly Wish[])[], believed: LogDriver) {
  const answered: Answered[] = []
  for (const batch of batches) {
    const heads = new Map(await believed.revisions(streams))
    const items = batch.map(({ stream, count, off }): AppendItem => {
      const expected = Math.max(0, (heads.get(stream) ?? 0) + off)
      heads.set(stream, expected + count)
      const events = Array.from({ length: count }, () => `id-${(ids += 1)} Noted 1`).join('\n')
      return [0, stream, expected, count, events, '2026-11-09T14:02:00.000Z', 'p', 'c', '{}', '[]']
    })
    await pauses()
    let answers: number[] | undefined
    for (let tries = 0; answers === undefined; tries += 1) {
      if (tries === mostTries) throw new Error('gets no answer')
      answers = await log.write(items, keyOf).catch((error: unknown) => {
        assert.ok(error instanceof StoreUnavailable, String(error))
        return undefined
      })
      for (const [i, answer] of (answers ?? []).entries())
        answered.push({ item: items[i] ?? assert.fail(), answer })
    }
  }
  return answered
}

/** What is wrong with a log, given what its writers were told. */
function damage(rows: readonly Row[], answered: readonly Answered[]): string[] {
  const found: string[] = []
  const heads = new Map<string, number>()
  let end: { position: number; chain: Uint8Array } = { position: 0, chain: genesis }
  for (const row of rows) {
    const [position, stream, revision, events] = row
    const count = countOf(events)
    if (position - count !== end.position) found.push(`a hole before ${position}`)
    if (!Buffer.from(row[8]).equals(end.chain)) found.push(`the chain breaks at ${position}`)
    if (revision !== (heads.get(stream) ?? 0) + 1) found.push(`${stream} goes on at ${revision}`)
    heads.set(stream, revision + count - 1)
    end = { position, chain: chainOf(chainKey, frameOfRow(row), row[9]) }
  }
  for (const { item, answer } of answered) {
    const stored = rows.filter((row) => row[3] === item[4])
    const places = stored.map(([position]) => position)
    if (answer === wrongRevision && stored.length > 0) found.push('refused and stored')
    if (answer > 0 && (places.length !== 1 || places[0] !== answer)) found.push('lost, or twice')
    if (answer > 0 && stored[0]?.[2] !== item[2] + 1) found.push('at another revision')
  }
  return found
}

type Writer = {
  readonly batches: readonly (readonly Wish[])[]
  readonly fates: readonly Fate[]
  /** Revisions that it remembers. */
  readonly kept: number
}

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
      return write(log, batches, driver)
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
