import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from '@jest/globals'
import {
  at,
  projection,
  reaction,
  schemaOf,
  type Ask,
  type Event,
  type ProcessEvent,
  type ProcessManager,
  type Upcast,
} from '@careloom/event-sourcing'
import { eventually, scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { EmbeddedHost } from './embedded/embedded-host.ts'

type Told = { readonly words: string; readonly language: string }
type Noted = Event<'Noted', Told>
type Other = Event<'Struck', object>

const inEnglish: Upcast = (data) => ({ language: 'en', ...Object(data) })
const withoutLanguage: Upcast = (data) => ({ words: (data as Told).words })

/** Three releases: before a language is said, while it can be read, and from when it is written. */
const schemas = {
  before: schemaOf({}),
  learned: schemaOf({
    Noted: { writes: 1, reads: 2, upcasts: [inEnglish], downcasts: [withoutLanguage] },
  }),
  written: schemaOf({ Noted: at(2, [inEnglish]) }),
}
type Release = keyof typeof schemas

const notes = projection<Noted | Other, Told>({
  name: 'notes',
  version: 1,
  key: (_data, { stream }) => stream,
  person: 'nobody',
  on: { Noted: (_row, told) => told, Struck: () => null },
})
const strikes = projection<Other, object>({
  name: 'strikes',
  version: 1,
  key: (_data, { stream }) => stream,
  person: 'nobody',
  on: { Struck: () => ({}) },
})

/** Each note is asked to be filed; from the last release on it is asked to be stamped then. */
const filing = (release: Release): ProcessManager<null, Noted> => ({
  name: 'filing',
  handles: ['Noted'],
  processOf: ({ stream }) => stream,
  keep: ({ data: { words } }) => ({ words }),
  initialState: null,
  evolve: (state) => state,
  onMessage: () => [ask('file')],
  onAnswer: ({ target }) => (target === 'file' && release === 'written' ? [ask('stamp')] : []),
})
const ask = (target: string): Ask => ({ target, type: target, data: {} })

/** The service of one release on a data folder, with everything that may follow a log. */
async function start(t: TestContext, dataDir: string, release: Release) {
  const told: string[] = []
  const host = new EmbeddedHost({
    dataDir,
    onError: (where, error) => told.push(`${where}: ${String(error)}`),
  })
  t.after(() => host.close())
  const log = await host.openLog('notes', schemas[release])
  const [handled, done]: [string[], string[]] = [[], []]
  const own = host.project('notes', notes, { log })
  const passing = host.project('notes', strikes, { log })
  host.publish(log, {
    topic: 'notes',
    types: ['Noted'],
    map: (event) => (event.type === 'Noted' ? { type: 'Noted', data: event.data } : undefined),
  })
  const followed = host.project<Noted, Told>(
    'readers',
    { ...notes, name: 'read' },
    { topics: ['notes'] },
  )
  const note = async ({ words }: Told) => void handled.push(words)
  host.react(log, reaction<Noted>({ name: 'reader', on: { Noted: note } }))
  const target =
    (name: string) =>
    async (_ask: Ask, { causationId }: { causationId: string }) => {
      done.push(`${name} ${causationId}`)
      return { ok: true } as const
    }
  const targets = release === 'written' ? ['file', 'stamp'] : ['file']
  host.process(
    log,
    filing(release),
    [log],
    Object.fromEntries(targets.map((name) => [name, target(name)])),
  )
  let causes = 0
  const write = (stream: string, revision: number, event: Noted | Other) =>
    log.of<Noted | Other>().append(stream, revision, [event], {
      actor: 'a',
      causationId: `${stream}-${revision}-${release}-${causes++}`,
    })
  const say = (words: string, stream = `note-${words}`, revision = 0) =>
    write(stream, revision, {
      type: 'Noted',
      // The first release knows of no language.
      data: release === 'before' ? ({ words } as Told) : { words, language: 'es' },
    })
  return { host, log, own, passing, followed, handled, done, told, say, write }
}

const waiting = ({ host }: { host: EmbeddedHost }) =>
  host
    .status()
    .reactions.flatMap(({ name, waitingFor, failure }) =>
      waitingFor === undefined && failure === undefined
        ? []
        : `${name}: ${waitingFor ?? failure?.error}`,
    )

describe('neighbouring releases on one data folder', () => {
  it(
    'read, project, publish and carry out what the other wrote, forth and back, without an error',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const steps = [
        'before',
        'learned',
        'before',
        'learned',
        'written',
        'learned',
        'written',
      ] as const
      for (const [i, release] of steps.entries()) {
        const world = await start(t, dataDir, release)
        await world.say(`first-${i}`)
        await world.say(`second-${i}`)
        await world.host.settled()
        assert.deepEqual(
          [world.told, waiting(world), await world.host.bus.quarantined()],
          [[], [], []],
        )
        assert.deepEqual(world.handled, [`first-${i}`, `second-${i}`])
        for (let before = 0; before <= i; before++) {
          const key = `note-second-${before}`
          const [own, followed] = [await world.own.get(key), await world.followed.get(key)]
          assert.deepEqual([own?.words, followed], [`second-${before}`, own])
          if (release !== 'before')
            assert.equal(own?.language, steps[before] === 'written' ? 'es' : 'en')
        }
        await world.host.rebuild()
        assert.equal((await world.own.get('note-first-0'))?.words, 'first-0')
        await world.host.close()
      }
    }),
  )
})

describe('a file of read models that a newer release keeps in another form', () => {
  it(
    'is built anew',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const newer = await start(t, dataDir, 'written')
      await newer.say('one')
      await newer.host.settled()
      await newer.host.close()
      const file = join(dataDir, 'views', 'notes.sqlite')
      const db = new DatabaseSync(file)
      db.exec('DROP TABLE rows; PRAGMA user_version = 9')
      db.close()
      const older = await start(t, dataDir, 'written')
      await older.host.settled()
      assert.equal((await older.own.get('note-one'))?.words, 'one')
      assert.deepEqual(older.told, [])
    }),
  )
})

describe('a release that cannot read what a newer one wrote', () => {
  it(
    'stands still where it needs it, says which type and version, sets nothing aside, and a newer one goes on there',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const before = await start(t, dataDir, 'before')
      await before.say('old')
      await before.host.settled()
      await before.host.close()
      const newer = await start(t, dataDir, 'written')
      await newer.host.settled()
      const { log } = newer
      // Nobody of the newer release has handled them when the older one serves.
      await newer.host.close()
      assert.equal(log.feed.name, 'notes')
      const store = await bare(t, dataDir)
      await store('new', { type: 'Noted', data: { words: 'new', language: 'es' } })
      await store('gone', { type: 'Struck', data: {} })

      const older = await start(t, dataDir, 'before')
      const why = 'CL_EVENT_TOO_NEW: Noted version 2'
      await eventually(() => waiting(older).length === 2, 'that the reactions wait')
      await older.write('note-more', 0, { type: 'Struck', data: {} })
      await eventually(async () => (await older.passing.get('note-more')) !== undefined)
      assert.deepEqual(waiting(older), [`reader: ${why}`, `filing: ${why}`])
      const { projections } = older.host.status()
      const standing = projections.filter(({ failure }) => failure !== undefined)
      assert.deepEqual(
        standing.map(({ name, failure }) => [name, failure?.error]),
        [
          ['notes', why],
          ['read', why],
        ],
      )
      assert.deepEqual(await older.host.bus.quarantined(), [])
      const [unread] = await older.log.of().read('note-new')
      assert.throws(() => unread?.data, /Noted version 2 was written by a newer version/)
      await older.host.close()

      const again = await start(t, dataDir, 'written')
      await again.host.settled()
      assert.deepEqual([again.handled, again.told, waiting(again)], [['new'], [], []])
      assert.deepEqual(await again.own.get('note-new'), { words: 'new', language: 'es' })
      assert.deepEqual(await again.followed.get('note-new'), { words: 'new', language: 'es' })
    }),
  )
  it(
    'leaves what a newer process manager asks for to that one',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const store = await bare(t, dataDir, 'process-filing-note-x')
      await store('x', {
        type: 'ProcessSaw',
        data: { process: 'filing', message: 'm', type: 'Noted', data: {}, asks: [ask('stamp')] },
      })
      const older = await start(t, dataDir, 'learned')
      const why = 'filing.asks: CL_EVENT_TOO_NEW: filing asks stamp'
      await eventually(() => waiting(older).includes(why), 'that it waits')
      assert.deepEqual(await older.host.bus.quarantined(), [])
      await older.host.close()
      const newer = await start(t, dataDir, 'written')
      await newer.host.settled()
      assert.match(newer.done.join(), /^stamp process-filing-note-x@1.0$/)
    }),
  )
})

/** Appends as the last release does, when nothing follows the log. */
async function bare(t: TestContext, dataDir: string, only?: string) {
  return async (name: string, event: Noted | Other | ProcessEvent) => {
    const host = new EmbeddedHost({ dataDir })
    t.after(() => host.close())
    const store = (await host.openLog('notes', schemas.written)).of<Noted | Other | ProcessEvent>()
    const cause = { actor: 'a', causationId: `bare-${name}` }
    await store.append(only ?? `note-${name}`, 0, [event], cause)
    await host.close()
  }
}
