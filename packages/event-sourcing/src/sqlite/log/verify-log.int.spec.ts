import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import {
  because,
  openScratchLog,
  personA,
  scratchFolder,
  scratchKey,
  written,
  type NoteEvent,
  type ScratchLog,
} from '@careloom/testing'
import type { RecordedEvent } from '../../event-store.ts'
import {
  chainOf,
  checksumOf,
  columns,
  countOf,
  frameOfRow,
  genesis,
  type Row,
} from '../../log/record.ts'
import type { Evidence } from '../../log/log-walk.ts'
import { verifyLog } from './verify-log.ts'
import { WitnessFile } from './witness-file.ts'

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

const chainKey = scratchKey

async function findingsAfter(t: TestContext, sql: string, evidence: Evidence = { chainKey }) {
  const { file } = await logOf(t, 12)
  const db = new DatabaseSync(file)
  db.exec(sql)
  db.close()
  return verifyLog(file, evidence).findings
}

/** Whoever can write the folder and knows the code, but has no chain key: makes every checksum fit again, and every link, under a key of their own. */
function coverUp(file: string, key = createSecretKey(Buffer.alloc(32, 99))): void {
  const db = new DatabaseSync(file)
  const all = db.prepare(`SELECT ${columns} FROM commits ORDER BY position`)
  all.setReturnArrays(true)
  const rows = all.all() as unknown as Row[]
  let link: Uint8Array = genesis
  let position = 0
  db.exec('BEGIN; DELETE FROM commits')
  const insert = db.prepare('INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  for (const row of rows) {
    position += countOf(row[3])
    const again: Row = [...row]
    ;[again[0], again[8]] = [position, link]
    const frame = frameOfRow(again)
    again[10] = checksumOf(frame, again[9])
    insert.run(...again)
    link = chainOf(key, frame, again[9])
  }
  db.prepare('UPDATE head SET position = ?, chain = ?').run(position, link)
  db.exec('COMMIT')
  db.close()
}

describe('verify-log', () => {
  it(
    'finds nothing in a log that nobody touched',
    withContext(async (t) => {
      const { file } = await logOf(t, 12)
      assert.deepEqual(verifyLog(file, { chainKey, readUpTo: { boards: 12 } }), {
        records: 12,
        head: 12,
        findings: [],
      })
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
    'names bytes that were moved over the border between envelope and data',
    withContext(async (t) => {
      const [finding] = await findingsAfter(
        t,
        'UPDATE commits SET events = substr(events, 1, length(events) - 1), data = CAST(substr(events, -1) AS BLOB) || data WHERE position = 5',
      )
      assert.equal(finding?.position, 5)
    }),
  )
  it(
    'names two records that changed places',
    withContext(async (t) => {
      const [finding] = await findingsAfter(
        t,
        'UPDATE commits SET position = -1 WHERE position = 3; UPDATE commits SET position = 3 WHERE position = 4; UPDATE commits SET position = 4 WHERE position = -1',
      )
      assert.deepEqual(finding, { position: 3, what: 'the record does not match its checksum' })
    }),
  )
  it(
    'names a record that was put in with a checksum of its own',
    withContext(async (t) => {
      const [finding] = await findingsAfter(
        t,
        'UPDATE commits SET link = (SELECT link FROM commits WHERE position = 8) WHERE position = 9',
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
        assert.deepEqual(verifyLog(log.file, { chainKey }), { records: 12, head: 12, findings: [] })
        const db = new DatabaseSync(log.file)
        db.exec(sql)
        db.close()
        return verifyLog(log.file, { chainKey }).findings[0]
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
        'UPDATE head SET position = 10, chain = (SELECT link FROM commits WHERE position = 11); DELETE FROM commits WHERE position > 10'
      assert.deepEqual(await findingsAfter(t, cut), [])
      const [finding] = await findingsAfter(t, cut, { chainKey, readUpTo: { 'boards.v1': 12 } })
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

describe('without the chain key', () => {
  const changes: Readonly<Record<string, string>> = {
    'a record taken out': 'DELETE FROM commits WHERE position = 6',
    'a changed time': "UPDATE commits SET time = '2020-01-01T00:00:00.000Z' WHERE position = 6",
    'another actor': "UPDATE commits SET meta = replace(meta, 'actor', 'Actor') WHERE position = 6",
    'a payload of another record':
      'UPDATE commits SET data = (SELECT data FROM commits WHERE position = 5) WHERE position = 6',
    'two records that changed places':
      'UPDATE commits SET position = -1 WHERE position = 6; UPDATE commits SET position = 6 WHERE position = 7; UPDATE commits SET position = 7 WHERE position = -1',
  }
  for (const [what, sql] of Object.entries(changes))
    it(
      `nobody can make a log fit again after ${what}`,
      withContext(async (t) => {
        const { file } = await logOf(t, 12)
        const db = new DatabaseSync(file)
        db.exec(sql)
        db.close()
        coverUp(file)
        assert.deepEqual(verifyLog(file, {}).findings, [])
        const [finding] = verifyLog(file, { chainKey }).findings
        // Everything was linked anew under another key: what does not fit begins at the first record.
        assert.equal(finding?.what, 'the record does not match the chain')
      }),
    )
  it(
    'nobody can change one record and leave the others: its position is named',
    withContext(async (t) => {
      const { file } = await logOf(t, 12)
      const db = new DatabaseSync(file)
      db.exec("UPDATE commits SET time = '2020-01-01T00:00:00.000Z' WHERE position = 6")
      const all = db.prepare(`SELECT ${columns} FROM commits WHERE position = 6`)
      all.setReturnArrays(true)
      const row = all.get() as unknown as Row
      const sum = checksumOf(frameOfRow(row), row[9])
      db.prepare('UPDATE commits SET checksum = ? WHERE position = 6').run(sum)
      db.close()
      const [finding] = verifyLog(file, { chainKey }).findings
      assert.deepEqual(finding, { position: 6, what: 'the record does not match the chain' })
    }),
  )
})

describe('a witness', () => {
  async function witnessed(t: TestContext) {
    const log = await openScratchLog<NoteEvent>(t)
    const witness = new WitnessFile(join(log.folder, 'elsewhere', 'witness.jsonl'), () => 'now')
    for (let i = 0; i < 12; i++) {
      await log.store.append(`note-${i}`, 0, [written(`text ${i}`)], because({ person: personA }))
      if (i % 4 === 3) await witness.tell([log.store.chainHead()])
    }
    assert.equal(log.store.chainAt(8), (await witness.told()).get('test')?.[1]?.chain)
    await log.close()
    const told = async () => (await witness.told()).get('test') ?? []
    return { log, witness, told, file: log.file }
  }
  it(
    'agrees with a log that nobody touched',
    withContext(async (t) => {
      const { file, told } = await witnessed(t)
      assert.equal((await told()).length, 3)
      assert.deepEqual(verifyLog(file, { chainKey, witnessed: await told() }).findings, [])
    }),
  )
  it(
    'knows of a tail that was cut with its head, even by somebody who has the chain key',
    withContext(async (t) => {
      const { file, told } = await witnessed(t)
      const db = new DatabaseSync(file)
      db.exec('DELETE FROM commits WHERE position > 10')
      db.close()
      coverUp(file, chainKey)
      assert.deepEqual(verifyLog(file, { chainKey }).findings, [])
      assert.deepEqual(verifyLog(file, { chainKey, witnessed: await told() }).findings, [
        { position: 11, what: 'the tail is cut (the witness was told of 12)' },
      ])
    }),
  )
  it(
    'knows of a log that was written anew by somebody who has the chain key',
    withContext(async (t) => {
      const { file, told } = await witnessed(t)
      const db = new DatabaseSync(file)
      db.exec("UPDATE commits SET time = '2020-01-01T00:00:00.000Z' WHERE position = 6")
      db.close()
      coverUp(file, chainKey)
      assert.deepEqual(verifyLog(file, { chainKey, witnessed: await told() }).findings, [
        { position: 8, what: 'the record is not the one that the witness was told of' },
      ])
    }),
  )
  it(
    'forgets what was beyond a backup that was put back on purpose, and lines that a crash cut off',
    withContext(async (t) => {
      const { witness, told, log } = await witnessed(t)
      const [, second] = await told()
      assert.ok(second !== undefined)
      appendFileSync(join(log.folder, 'elsewhere', 'witness.jsonl'), '\n{"at":"now","log":"te')
      await witness.tellRestored([second])
      assert.deepEqual(
        (await told()).map(({ position }) => position),
        [4, 8],
      )
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
        if (verifyLog(file, { chainKey }).findings.length > 0) found += 1
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
