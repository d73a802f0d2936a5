import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { StoreUnavailable } from '../failure.ts'
import { unsure, wrongRevision, type AppendItem } from '../log/append-item.ts'
import type { LogDriver, SealedRecord } from '../log/log-driver.ts'
import { chainOf, countOf, frameOfRow, genesis, type Row } from '../log/record.ts'

export const chainKey = createSecretKey(randomBytes(32))
const key = createSecretKey(randomBytes(32))
export const keyOf = () => key
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
export const writer = fc.record({
  batches: fc.array(fc.array(wish, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
  fates: fc.array(fate, { maxLength: 30 }),
  /** Revisions that it remembers. */
  kept: fc.constantFrom(1, 100),
})
export type Writer = {
  readonly batches: readonly (readonly Wish[])[]
  readonly fates: readonly Fate[]
  readonly kept: number
}

export function pauses(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A store that is paused, away, or whose answers are lost, as it was told. */
export function fated(driver: LogDriver, fates: readonly Fate[]): LogDriver {
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

export type Answered = { readonly item: AppendItem; readonly answer: number }
let ids = 0

/** Writes batch after batch, each until it is answered. */
export async function write(
  log: (items: readonly AppendItem[]) => Promise<readonly number[]>,
  batches: readonly (readonly Wish[])[],
  believed: LogDriver,
) {
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
    let answers: readonly number[] | undefined
    for (let tries = 0; answers === undefined; tries += 1) {
      if (tries === mostTries) throw new Error('gets no answer')
      answers = await log(items).catch((error: unknown) => {
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
export function damage(rows: readonly Row[], answered: readonly Answered[]): string[] {
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
    if (answer === unsure && places.length > 1) found.push('twice')
    if (answer > 0 && stored[0]?.[2] !== item[2] + 1) found.push('at another revision')
  }
  return found
}
