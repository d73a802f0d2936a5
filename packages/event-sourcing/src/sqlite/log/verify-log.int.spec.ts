import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import {
  because,
  openScratchLog,
  personA,
  scratchFolder,
  written,
  type NoteEvent,
  type ScratchLog,
} from '@careloom/testing'
import type { RecordedEvent } from '../../event-store.ts'
import { verifyLog } from './verify-log.ts'

async function logOf(t: TestContext, events: number): Promise<ScratchLog<NoteEvent>> {
  const log = await openScratchLog<NoteEvent>(t)
  for (let i = 0; i < events; i++)
    await log.store.append(
      `note-${i % 4}`,
      Math.floor(i / 4),
      [written(`text ${i} ${'x'.repeat(i % 90)}`)],
      because({ person: personA }),
    )
  await log.close()
  return log
}

async function findingsAfter(t: TestContext, sql: string, known = {}) {
  const { file } = await logOf(t, 12)
  const db = new DatabaseSync(file)
  db.exec(sql)
  db.close()
  return verifyLog(file, known).findings
}

describe('verify-log', () => {
  it(
    'finds nothing in a log that nobody touched',
    withContext(async (t) => {
      const { file } = await logOf(t, 12)
      assert.deepEqual(verifyLog(file, { boards: 12 }), { records: 12, head: 12, findings: [] })
    }),
  )
  it(
    'names the position of a flipped bit in a payload',
    withContext(async (t) => {
      const [finding] = await findingsAfter(
        t,
        "UPDATE commits SET data = unhex(substr(hex(data), 1, 40) || iif(substr(hex(data), 41, 2) = '00', '01', '00') || substr(hex(data), 43)) WHERE position = 5",
      )
      assert.deepEqual(finding, { position: 5, what: 'the record does not match its checksum' })
    }),
  )
  it(
    'names the position of a changed envelope',
    withContext(async (t) => {
      const [finding] = await findingsAfter(
        t,
        "UPDATE commits SET time = '2020-01-01T00:00:00.000Z' WHERE position = 7",
      )
      assert.equal(finding?.position, 7)
    }),
  )
  it(
    'names a deleted record',
    withContext(async (t) => {
      const [finding] = await findingsAfter(t, 'DELETE FROM commits WHERE position = 6')
      assert.deepEqual(finding, { position: 6, what: 'the record is missing (the next one is 7)' })
    }),
  )
  it(
    'names two records that changed places',
    withContext(async (t) => {
      const [finding] = await findingsAfter(
        t,
        'UPDATE commits SET position = -1 WHERE position = 3; UPDATE commits SET position = 3 WHERE position = 4; UPDATE commits SET position = 4 WHERE position = -1',
      )
      assert.deepEqual(finding, { position: 3, what: 'the record does not match the chain' })
    }),
  )
  it(
    'names a record that was put in with a checksum of its own',
    withContext(async (t) => {
      const [finding] = await findingsAfter(
        t,
        'UPDATE commits SET chain = (SELECT chain FROM commits WHERE position = 8) WHERE position = 9',
      )
      assert.equal(finding?.position, 9)
    }),
  )
  it(
    'names the first event of what was appended together, and what is missing between',
    withContext(async (t) => {
      const findingAfter = async (sql: string) => {
        const log = await openScratchLog<NoteEvent>(t)
        for (let i = 0; i < 4; i++)
          await log.store.append(`note-${i}`, 0, ['a', 'b', 'c'].map(written), because())
        await log.close()
        assert.deepEqual(verifyLog(log.file), { records: 12, head: 12, findings: [] })
        const db = new DatabaseSync(log.file)
        db.exec(sql)
        db.close()
        return verifyLog(log.file).findings[0]
      }
      assert.deepEqual(
        await findingAfter("UPDATE commits SET events = events || ' ' WHERE position = 6"),
        { position: 4, what: 'the record does not match its checksum' },
      )
      assert.deepEqual(await findingAfter('DELETE FROM commits WHERE position = 9'), {
        position: 7,
        what: 'the record is missing (the next one is 10)',
      })
    }),
  )
  it(
    'names where a tail was cut',
    withContext(async (t) => {
      const [finding] = await findingsAfter(t, 'DELETE FROM commits WHERE position > 10')
      assert.deepEqual(finding, { position: 11, what: 'the tail is cut (the head says 12)' })
    }),
  )
  it(
    'names where a tail was cut with its head, when a read model has been further',
    withContext(async (t) => {
      const cut =
        'DELETE FROM commits WHERE position > 10; UPDATE head SET position = 10, chain = (SELECT chain FROM commits WHERE position = 10)'
      assert.deepEqual(await findingsAfter(t, cut), [])
      const [finding] = await findingsAfter(t, cut, { 'boards.v1': 12 })
      assert.deepEqual(finding, {
        position: 11,
        what: 'the tail is cut (boards.v1 has read up to 12)',
      })
    }),
  )
  it(
    'is asked at the start: a log whose tail was cut does not take writes',
    withContext(async (t) => {
      const log = await logOf(t, 12)
      const db = new DatabaseSync(log.file)
      db.exec('DELETE FROM commits WHERE position > 10')
      db.close()
      await assert.rejects(log.reopen(), { name: 'StoreReadOnly' })
    }),
  )
})

describe('a flipped bit anywhere in the file', () => {
  it(
    'is found, or harms nothing (300 flips)',
    withContext(async (t) => {
      const log = await logOf(t, 120)
      const truth = await contentOf(t, log.file, log.folder)
      assert.equal(truth.feed.length, 120)
      const bytes = readFileSync(log.file)
      const file = join(scratchFolder(t), 'flipped.sqlite')
      let found = 0
      for (let flip = 0; flip < 300; flip++) {
        const flipped = Buffer.from(bytes)
        const bit = (flip * 2_654_435_761) % (bytes.length * 8)
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        writeFileSync(file, flipped)
        if (verifyLog(file).findings.length > 0) found += 1
        else
          assert.deepEqual(
            await contentOf(t, file, log.folder),
            truth,
            `bit ${bit} changed what is read and was not found`,
          )
      }
      assert.ok(found > 100, `only ${found} of 300 were found`)
    }),
  )
})

/** Everything that a store answers from a copy of a file: the feed, and each stream. */
async function contentOf(t: TestContext, file: string, keysFrom: string) {
  const folder = scratchFolder(t)
  copyFileSync(file, join(folder, 'test.sqlite'))
  copyFileSync(join(keysFrom, 'keys.sqlite'), join(folder, 'keys.sqlite'))
  const log = await openScratchLog<NoteEvent>(t, {}, folder)
  try {
    const feed = (await log.store.feed.readAll(0, 1_000)).events
    const streams: unknown[] = []
    for (let s = 0; s < 4; s++) streams.push((await log.store.read(`note-${s}`)).map(plain))
    return { feed: feed.map(plain), streams }
  } finally {
    await log.close()
  }
}

function plain({
  position,
  stream,
  revision,
  id,
  type,
  version,
  time,
  causationId,
  data,
  meta,
}: RecordedEvent<NoteEvent>) {
  return { position, stream, revision, id, type, version, time, causationId, data, meta }
}
