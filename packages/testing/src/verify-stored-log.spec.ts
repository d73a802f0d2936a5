import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { verifyStoredLog, type Row } from '@careloom/event-sourcing/log'
import { openLogStore } from './log-store.ts'
import { memoryLogDriver } from './memory-log-driver.ts'
import { because, written, type NoteEvent } from './notes.ts'
import { scratchKey } from './scratch-log.ts'

const chainKey = scratchKey

/** A log of six records of one event each, and where its chain was after each of them. */
async function sixRecords() {
  const rows: Row[] = []
  const store = await openLogStore<NoteEvent>(memoryLogDriver(rows))
  const heads = []
  for (let i = 0; i < 6; i++) {
    await store.append(`note-${i % 2}`, Math.floor(i / 2), [written(`${i}`)], because())
    heads.push(store.chainHead())
  }
  await store.close()
  return { rows, heads, verify: verifier(rows) }
}
const verifier = (rows: Row[]) => async (evidence: Parameters<typeof verifyStoredLog>[1]) => {
  const { findings } = await verifyStoredLog(memoryLogDriver(rows, 'none'), {
    chainKey,
    ...evidence,
  })
  return findings.map(({ position, what }) => `${position}: ${what}`)
}
const changed = (row: Row | undefined, place: number, to: unknown): Row =>
  (row ?? []).map((part, i) => (i === place ? to : part)) as unknown as Row

describe('verifying a stored log', () => {
  it('finds nothing in one that is whole', async () => {
    const { heads, verify } = await sixRecords()
    assert.deepEqual(await verify({ witnessed: heads, readUpTo: { boards: 6 } }), [])
  })
  it('names the record that was changed, and what no key would make fit', async () => {
    const { rows, verify } = await sixRecords()
    rows[2] = changed(rows[2], 4, '2020-01-01T00:00:00.000Z')
    assert.deepEqual(await verify({}), ['3: the record does not match its checksum'])
  })
  it('names a record that is missing', async () => {
    const { rows, verify } = await sixRecords()
    rows.splice(3, 1)
    assert.deepEqual(await verify({}), ['4: the record is missing (the log goes on up to 6)'])
  })
  it('sees a tail that was cut by whoever was told of it, or has read it', async () => {
    const { rows, heads, verify } = await sixRecords()
    rows.splice(4)
    assert.deepEqual(await verify({}), [])
    const byWitness = await verify({ witnessed: heads })
    assert.deepEqual(byWitness, ['5: the tail is cut (the witness was told of 6)'])
    const byReader = await verify({ readUpTo: { boards: 5 } })
    assert.deepEqual(byReader, ['5: the tail is cut (boards has read up to 5)'])
  })
  it('holds a log against every witness, also of the same position', async () => {
    const [one, other] = [await sixRecords(), await sixRecords()]
    const [mine, theirs] = [one.heads.at(-1), other.heads.at(-1)]
    assert.ok(mine && theirs)
    for (const witnessed of [
      [mine, theirs],
      [theirs, mine],
    ])
      assert.match((await one.verify({ witnessed }))[0] ?? '', /not the one that the witness/)
  })
  it('sees another log in the place of the one that the witness was told of', async () => {
    const [one, other] = [await sixRecords(), await sixRecords()]
    const [found = ''] = await other.verify({ witnessed: one.heads })
    assert.match(found, /^1: the record is not the one that the witness was told of/)
  })
})
