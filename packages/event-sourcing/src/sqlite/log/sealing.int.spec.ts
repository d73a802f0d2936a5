import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import {
  because,
  boards,
  eventually,
  openScratchLog,
  personA,
  personB,
  scratchKey,
  written,
  type NoteEvent,
  type ScratchLog,
} from '@careloom/testing'
import { RecordDamaged, StreamErased } from '../../failure.ts'
import type { Keyring } from '../../sealing.ts'
import { SqliteKeyring } from '../keys/keyring.ts'
import { runProjection } from '../rows/run-projection.ts'

/** Changes a stored log behind the store's back, but not its last record: that one is looked at when a log is opened. */
async function tamper(log: ScratchLog<NoteEvent>, change: (db: DatabaseSync) => void) {
  await log.store.append('note-last', 0, [written('last')], because({ person: personB }))
  await log.close()
  const db = new DatabaseSync(log.file)
  change(db)
  db.close()
  return log.reopen()
}

function filesHold(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text),
  )
}

describe('sealed payloads', () => {
  it(
    'stand nowhere in the clear',
    withContext(async (t) => {
      const log = await openScratchLog<NoteEvent>(t)
      await log.store.append('note-a', 0, [written('sentinel-4711')], because({ person: personA }))
      assert.equal(filesHold(log.folder, 'sentinel-4711'), false)
      assert.equal(filesHold(log.folder, 'NoteWritten'), true)
    }),
  )
  it(
    'do not open when moved to another record, even of the same person',
    withContext(async (t) => {
      const log = await openScratchLog<NoteEvent>(t)
      for (const [i, text] of ['one', 'two'].entries())
        await log.store.append('note-a', i, [written(text)], because({ person: personA }))
      const { store } = await tamper(log, (db) =>
        db.exec(
          'UPDATE commits SET data = (SELECT data FROM commits WHERE position = 1), checksum = 0 WHERE position = 2',
        ),
      )
      await assert.rejects(
        store.read('note-a'),
        (error) => error instanceof RecordDamaged && error.position === 2,
      )
      await assert.rejects(store.feed.readAll(0, 10), RecordDamaged)
    }),
  )
  for (const column of ['stream', 'revision', 'events', 'time', 'causation', 'meta'])
    it(
      `do not open when ${column} of their envelope was changed`,
      withContext(async (t) => {
        const log = await openScratchLog<NoteEvent>(t)
        await log.store.append('note-a', 0, [written('one')], because({ person: personA }))
        const value = column === 'revision' ? 'revision + 1' : `${column} || ' '`
        const { store } = await tamper(log, (db) =>
          db.exec(`UPDATE commits SET ${column} = ${value} WHERE position = 1`),
        )
        await assert.rejects(store.feed.readAll(0, 10), RecordDamaged)
      }),
    )
  it(
    'do not open under the key of somebody else',
    withContext(async (t) => {
      const log = await openScratchLog<NoteEvent>(t)
      await log.store.append('note-a', 0, [written('one')], because({ person: personA }))
      await log.store.append('note-b', 0, [written('two')], because({ person: personB }))
      const { store } = await tamper(log, (db) =>
        db.exec(`UPDATE commits SET subject = '${personB}' WHERE position = 1`),
      )
      await assert.rejects(store.read('note-a'), RecordDamaged)
      assert.equal((await store.read('note-b')).length, 1)
    }),
  )
  it(
    'refuse what would blur the borders of their envelope',
    withContext(async (t) => {
      const { store } = await openScratchLog<NoteEvent>(t)
      await assert.rejects(store.append('note\n1', 0, [written('a')], because()), {
        name: 'InvalidInput',
      })
      await assert.rejects(
        store.append('note-1', 0, [written('a')], because({ causationId: 'a\nb' })),
        { name: 'InvalidInput' },
      )
    }),
  )
  it(
    'are gone with the key from log, feed, read model and every copy of the files',
    withContext(async (t) => {
      const log = await openScratchLog<NoteEvent>(t)
      const { store, keyring, folder } = log
      await store.append('board-a', 0, [written('sentinel-4711')], because({ person: personA }))
      await store.append('board-b', 0, [written('other')], because({ person: personB }))
      const board = runProjection(boards, log.readModels(), [store.feed], keyring)
      t.after(() => board.close())
      await board.caughtUp()
      const wrapped = new DatabaseSync(join(folder, 'keys.sqlite'))
        .prepare('SELECT wrapped FROM keys WHERE subject = ?')
        .get(personA)
      const keyBytes = Buffer.from(wrapped?.['wrapped'] as Uint8Array)
      await keyring.erase(personA)
      await assert.rejects(store.read('board-a'), StreamErased)
      assert.deepEqual(
        (await store.feed.readAll(0, 10)).events.map(({ data, erased }) => [data, erased]),
        [
          [undefined, true],
          [{ text: 'other' }, false],
        ],
      )
      await board.rebuild()
      assert.equal(await board.get('board-a'), undefined)
      const inFiles = readdirSync(folder)
        .filter((name) => name.startsWith('keys.sqlite'))
        .some((name) => readFileSync(join(folder, name)).includes(keyBytes))
      assert.equal(inFiles, false, 'the wrapped key is in no file any more')
      await keyring.erase(personA)
    }),
  )
  it(
    'are gone from disk when the erasure is answered, and nobody waits for whoever reads the keys meanwhile',
    withContext(async (t) => {
      const { store, keyring, folder } = await openScratchLog<NoteEvent>(t)
      await store.append('board-a', 0, [written('a')], because({ person: personA }))
      const keyFile = join(folder, 'keys.sqlite')
      const backup = new DatabaseSync(keyFile, { readOnly: true })
      const wrapped = backup.prepare('SELECT wrapped FROM keys WHERE subject = ?').get(personA)
      const keyBytes = Buffer.from(wrapped?.['wrapped'] as Uint8Array)
      const isOnDisk = () =>
        ['', '-wal'].some((end) => readFileSync(keyFile + end).includes(keyBytes))
      backup.exec('BEGIN')
      backup.prepare('SELECT count(*) FROM keys').get()
      let isAnswered = false
      const erasing = keyring.erase(personA).then(() => (isAnswered = true))
      // Appends of others go through while the reader holds up the erasure.
      for (let i = 0; i < 20; i++)
        await store.append(`board-${i}`, 0, [written('b')], because({ person: personB }))
      assert.deepEqual([isAnswered, isOnDisk()], [false, true])
      backup.exec('COMMIT')
      backup.close()
      await erasing
      assert.equal(isOnDisk(), false)
    }),
  )
  it(
    'are gone from the moment an erasure is asked for, whatever is read until it is done',
    withContext(async (t) => {
      const { store, writer, folder } = await openScratchLog<NoteEvent>(t)
      const small = new SqliteKeyring(join(folder, 'keys.sqlite'), [scratchKey], writer, {
        maxCached: 1,
      })
      t.after(() => small.close())
      await store.append('board-a', 0, [written('a')], because({ person: personA }))
      await store.append('board-b', 0, [written('b')], because({ person: personB }))
      assert.notEqual(small.peek(personA), 'erased')
      const erasing = small.erase(personA)
      small.peek(personB)
      assert.equal(small.peek(personA), 'erased')
      await erasing
      assert.equal(small.peek(personA), 'erased')
    }),
  )
  it(
    'are known to be gone without being opened: here at once, at the next start, and to whoever only reads',
    withContext(async (t) => {
      const log = await openScratchLog<NoteEvent>(t)
      const file = join(log.folder, 'keys.sqlite')
      const reader = new SqliteKeyring(file, [scratchKey], undefined)
      t.after(() => reader.close())
      await log.store.append('note-a', 0, [written('a')], because({ person: personA }))
      await log.store.append('note-b', 0, [written('b')], because({ person: personB }))
      const areGone = (keyring: Keyring) =>
        [personA, personB, 'somebody-new'].map((person) => keyring.isErased(person))
      assert.deepEqual(areGone(log.keyring), [false, false, false])
      assert.deepEqual(areGone(reader), [false, false, false])
      const erasing = log.keyring.erase(personB)
      assert.deepEqual(areGone(log.keyring), [false, true, false])
      await erasing
      assert.deepEqual(areGone(log.keyring), [false, true, false])
      await eventually(() => reader.isErased(personB))
      assert.deepEqual(areGone(reader), [false, true, false])
      const next = new SqliteKeyring(file, [scratchKey], undefined)
      t.after(() => next.close())
      assert.deepEqual(areGone(next), [false, true, false])
    }),
  )
})
