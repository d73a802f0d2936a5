import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { firstSchema, projection, reaction, type Event } from '@careloom/event-sourcing'
import { eventually, scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { EmbeddedHost } from './embedded/embedded-host.ts'

type Noted = Event<'Noted', { text: string }>
type Row = { readonly text: string; readonly person: string | undefined }

const notes = projection<Noted, Row>({
  name: 'notes',
  version: 1,
  key: (_data, { stream }) => stream,
  person: ({ person }) => person,
  on: { Noted: (_row, { text }, { person }) => ({ text, person }) },
})

async function start(t: TestContext, dataDir: string) {
  const told: string[] = []
  const host = new EmbeddedHost({
    dataDir,
    onError: (where, error) => told.push(`${where}: ${String(error)}`),
  })
  t.after(() => host.close())
  const log = await host.openLog('notes', firstSchema)
  const model = host.project('notes', notes, { log })
  const handled: string[] = []
  host.react(
    log,
    reaction<Noted>({ name: 'reader', on: { Noted: async ({ text }) => void handled.push(text) } }),
  )
  let causes = 0
  const write = (text: string, person?: string) =>
    log.of<Noted>().append(`note-${text}`, 0, [{ type: 'Noted', data: { text } }], {
      actor: 'a',
      causationId: `${text}-${causes++}`,
      person,
    })
  return { host, model, handled, write, told, feed: log.feed }
}

function filesHold(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
}

const data = ['logs', 'keys.sqlite', 'keys.sqlite-wal', 'keys.sqlite-shm']

function copy(from: string, to: string, names: readonly string[]): void {
  mkdirSync(to, { recursive: true })
  for (const name of names) {
    rmSync(join(to, name), { recursive: true, force: true })
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name), { recursive: true })
  }
}

describe('a host on files that were put back', () => {
  it(
    'passes nothing over that is recorded after an older log was put back, and says so',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const backup = scratchFolder(t)
      const first = await start(t, dataDir)
      for (let i = 0; i < 5; i++) await first.write(`before-${i}`)
      await first.host.settled()
      await first.host.close()
      copy(dataDir, backup, data)
      const second = await start(t, dataDir)
      for (let i = 0; i < 9; i++) await second.write(`since-${i}`)
      await second.host.settled()
      await second.host.close()
      copy(backup, dataDir, data)
      // On purpose: whoever puts a backup back by hand must tell the witness.
      rmSync(`${dataDir}.secrets/witness.jsonl`)
      const third = await start(t, dataDir)
      for (let i = 0; i < 3; i++) await third.write(`after-${i}`)
      await third.host.settled()
      for (let i = 0; i < 3; i++)
        assert.equal((await third.model.get(`note-after-${i}`))?.text, `after-${i}`)
      assert.equal(await third.model.get('note-since-1'), undefined)
      assert.deepEqual(third.handled, ['after-0', 'after-1', 'after-2'])
      assert.deepEqual(third.told.length, 2)
      assert.match(third.told.join('\n'), /read model notes\/notes: .*another past of notes/)
      assert.match(third.told.join('\n'), /reaction reader: .*its log ends at 5, before the 14/)
    }),
  )
  it(
    'brings nobody back with keys from before their erasure',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const backup = scratchFolder(t)
      const first = await start(t, dataDir)
      await first.write('sentinel', 'person-1')
      await first.write('other', 'person-2')
      await first.host.settled()
      await first.host.close()
      copy(dataDir, backup, data.slice(1))
      const second = await start(t, dataDir)
      await second.host.keyring.erase('person-1')
      await second.host.close()
      copy(backup, dataDir, data.slice(1))
      rmSync(join(dataDir, 'views'), { recursive: true })
      const third = await start(t, dataDir)
      await third.host.settled()
      const { events } = await third.feed.readAll(0, 10)
      assert.deepEqual(
        events.map(({ erased }) => erased),
        [true, false],
      )
      assert.equal(await third.model.get('note-sentinel'), undefined)
      assert.equal((await third.model.get('note-other'))?.text, 'other')
      assert.match(third.told.join('\n'), /1 keys that had been destroyed were back/)
    }),
  )
  it(
    'holds nothing of an erased person in any file when the erasure is answered, nor in files of earlier versions afterwards',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      mkdirSync(join(dataDir, 'views'))
      writeFileSync(join(dataDir, 'views', 'notes.notes.v0.sqlite'), 'sentinel-4711')
      const first = await start(t, dataDir)
      await first.write('sentinel-4711', 'person-1')
      await first.host.settled()
      await first.host.whole()
      assert.ok(filesHold(join(dataDir, 'views'), 'sentinel-4711').length > 0)
      await first.host.keyring.erase('person-1')
      assert.deepEqual(filesHold(join(dataDir, 'views'), 'sentinel-4711'), [])
    }),
  )
  it(
    'removes versions of read models that it does not run',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const first = await start(t, dataDir)
      await first.write('sentinel-4711', 'person-1')
      await first.host.settled()
      await first.host.close()
      const host = new EmbeddedHost({ dataDir })
      t.after(() => host.close())
      const log = await host.openLog('notes', firstSchema)
      const next = { ...notes, version: 2, on: { Noted: () => undefined } }
      host.project('notes', projection<Noted, Row>(next), { log })
      await host.whole()
      await eventually(
        () => filesHold(join(dataDir, 'views'), 'sentinel-4711').length === 0,
        'that the rows of version 1 are gone',
      )
    }),
  )
})
