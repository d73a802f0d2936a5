import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { LogDriver, ReadableLog, SealedRecord } from '@careloom/event-sourcing/log'
import { withContext, type TestContext } from './with-context.ts'

export type DriversUnderTest = {
  readonly driver: LogDriver
  /** The same log, as another process has it open. */
  readonly another: LogDriver
}
export type OpenDrivers = (t: TestContext) => Promise<DriversUnderTest>

const bytes = (text: string) => new TextEncoder().encode(text.padEnd(32, '.'))

/** A record of `count` events that end at a position. */
function record(position: number, stream: string, revision: number, count = 1): SealedRecord {
  const events = Array.from({ length: count }, (_, i) => `id-${position}-${i} Noted 1`).join('\n')
  const time = '2026-11-09T14:02:00.000Z'
  const [link, chain] = [bytes(`before ${position}`), bytes(`after ${position}`)]
  const data = bytes('sealed')
  return {
    row: [position, stream, revision, events, time, 'person-a', 'cause', '{}', link, data, 7],
    chain,
  }
}
const positions = (rows: readonly { readonly 0: number }[]) => rows.map((row) => row[0])

const isReadable = (driver: LogDriver): driver is ReadableLog => 'stream' in driver

/** As an event store reads them, where it reads by the driver. */
async function streams(driver: LogDriver, records: readonly SealedRecord[]): Promise<void> {
  if (!isReadable(driver)) return
  const ofStream = async (name: string, after: number) =>
    (await driver.stream(name, after)).map(plain)
  const stored = (name: string) =>
    records.filter(({ row }) => row[1] === name).map(({ row }) => plain(row))
  for (const name of ['a', 'b', 'c']) assert.deepEqual(await ofStream(name, 0), stored(name))
  assert.deepEqual(await ofStream('a', 1), stored('a').slice(1))
  assert.deepEqual(await ofStream('b', 3), [])
}

/** What every store of a log's records must do. */
export function logDriverContract(name: string, open: OpenDrivers): void {
  describe(`log driver contract: ${name}`, () => {
    storing(open)
    refusing(open)
  })
}

function storing(open: OpenDrivers): void {
  it(
    'holds what was stored as it was, in order, also for whoever else has the log open',
    withContext(async (t) => {
      const { driver, another } = await open(t)
      const records = [record(1, 'a', 1), record(4, 'b', 1, 3), record(5, 'a', 2)]
      assert.deepEqual(await driver.insert(records), { written: 3 })
      for (const each of [driver, another]) {
        assert.deepEqual(
          (await each.tail(0, 10)).map(plain),
          records.map(({ row }) => plain(row)),
        )
        assert.deepEqual(positions(await each.tail(1, 1)), [4])
        assert.deepEqual(positions(await each.tail(2, 10)), [4, 5])
        assert.deepEqual(await each.tail(5, 10), [])
        await streams(each, records)
        assert.deepEqual([...(await each.revisions(['a', 'b', 'c', 'a']))].sort(), [
          ['a', 2],
          ['b', 3],
        ])
        const { last, head } = await each.end()
        assert.deepEqual(plain(last), plain(records[2]?.row))
        assert.deepEqual(head === undefined ? 5 : head.position, 5)
      }
    }),
  )
  it(
    'has no end while it is empty',
    withContext(async (t) => {
      const { driver } = await open(t)
      const { last, head } = await driver.end()
      assert.deepEqual([last, head?.position ?? 0], [undefined, 0])
      assert.deepEqual([await driver.tail(0, 10), (await driver.revisions(['a'])).size], [[], 0])
    }),
  )
  it(
    'shows nothing beyond a record that is missing',
    withContext(async (t) => {
      const { driver } = await open(t)
      await driver.insert([record(1, 'a', 1), record(2, 'b', 1), record(5, 'c', 1, 2)])
      assert.deepEqual(positions(await driver.tail(0, 10)), [1, 2])
      assert.deepEqual(await driver.tail(2, 10), [])
    }),
  )
}

function refusing(open: OpenDrivers): void {
  const taken = [
    ['what another follows on already', record(2, 'x', 1), 'position'],
    ['what a longer one follows on already', record(3, 'x', 1, 2), 'position'],
    ['what a shorter one follows on already', record(4, 'x', 1, 4), 'position'],
    ['a revision that its stream has', record(3, 'a', 1), 'stream'],
  ] as const
  for (const [what, misfit, conflict] of taken)
    it(
      `stops before ${what}, by whoever`,
      withContext(async (t) => {
        const { driver, another } = await open(t)
        await another.insert([record(1, 'a', 1), record(2, 'b', 1)])
        const next = record(misfit.row[0] + 1, 'y', 1)
        assert.deepEqual(await driver.insert([misfit, next]), { written: 0, conflict })
        assert.deepEqual(positions(await another.tail(0, 10)), [1, 2])
        const { last, head } = await another.end()
        assert.deepEqual([last?.[0], head?.position ?? 2], [2, 2])
      }),
    )
  it(
    'has stored what comes before one that does not fit',
    withContext(async (t) => {
      const { driver, another } = await open(t)
      const records = [record(1, 'a', 1), record(2, 'b', 1), record(3, 'a', 1), record(4, 'c', 1)]
      assert.deepEqual(await driver.insert(records), { written: 2, conflict: 'stream' })
      assert.deepEqual(positions(await another.tail(0, 10)), [1, 2])
      const { last, head } = await another.end()
      assert.deepEqual([last?.[0], head?.position ?? 2], [2, 2])
    }),
  )
}

/** Bytes compare by what they hold, whichever class carries them. */
const plain = (row: readonly unknown[] | undefined) =>
  row?.map((part) => (part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part))
