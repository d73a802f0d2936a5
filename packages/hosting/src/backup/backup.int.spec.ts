import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from '@jest/globals'
import { firstSchema, projection, reaction, type Event } from '@careloom/event-sourcing'
import { ErasureLedger } from '@careloom/event-sourcing/keys'
import { WitnessFile } from '@careloom/event-sourcing/sqlite'
import { scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { EmbeddedHost } from '../embedded/embedded-host.ts'
import { backUp, NotBegun, NotFinished, restore, restoreSteps, type RestoreStep } from './index.ts'

type Asked = Event<'Asked', { text: string }>
type Answered = Event<'Answered', { to: string }>
type Row = { readonly text: string; readonly person: string | undefined }

const questions = projection<Asked, Row>({
  name: 'questions',
  version: 1,
  key: (_data, { stream }) => stream,
  person: ({ person }) => person,
  on: { Asked: (_row, { text }, { person }) => ({ text, person }) },
})

/** Two services: what is asked in one log is answered in the other. */
async function start(t: TestContext, dataDir: string) {
  const told: string[] = []
  const host = new EmbeddedHost({
    dataDir,
    onError: (where, error) => told.push(`${where}: ${String(error)}`),
  })
  t.after(() => host.close())
  const asked = await host.openLog('asked', firstSchema)
  const answers = (await host.openLog('replies', firstSchema)).of<Answered>()
  const model = host.project('asked', questions, { log: asked })
  const answer = reaction<Asked>({
    name: 'answering',
    on: {
      Asked: async (_data, metadata, { stream }) => {
        const answered = [{ type: 'Answered' as const, data: { to: stream } }]
        if ((await answers.read(`to-${stream}`)).length === 0)
          await answers.append(`to-${stream}`, 0, answered, metadata)
      },
    },
  })
  host.react(asked, answer)
  const ask = (text: string, person?: string) =>
    asked.of<Asked>().append(`ask-${text}`, 0, [{ type: 'Asked', data: { text } }], {
      actor: 'a',
      causationId: text,
      person,
    })
  const answersTo = async (text: string) => (await answers.read(`to-ask-${text}`)).length
  return {
    host,
    ask,
    answersTo,
    model,
    told,
    heads: () => [asked.feed.known(), answers.feed.known()],
  }
}

type World = Awaited<ReturnType<typeof start>>

async function asks(world: World, texts: readonly string[], person?: string): Promise<void> {
  for (const text of texts) await world.ask(text, person)
  await world.host.settled()
}

let clock = Date.parse('2026-11-27T22:15:00Z')
const now = () => new Date((clock += 1_000)).toISOString()
const nobody = { say: () => undefined, now }

function placeOf(dataDir: string) {
  const secretsDir = `${dataDir}.secrets`
  return {
    ...nobody,
    dataDir,
    secretsDir,
    witness: new WitnessFile(join(secretsDir, 'witness.jsonl'), now),
    ledger: new ErasureLedger(join(secretsDir, 'erasures.jsonl'), now),
  }
}

const saved = (dataDir: string) =>
  backUp({ ...placeOf(dataDir), to: `${dataDir}.backups`, version: '0.0.0' })

const putBack = (dataDir: string, from: string, onStep?: (step: RestoreStep) => void) =>
  restore({
    ...placeOf(dataDir),
    from,
    take: () => () => undefined,
    ...(onStep === undefined ? {} : { onStep }),
  })

/** A folder with three questions, backed up after they were answered. */
async function backedUp(t: TestContext) {
  const dataDir = scratchFolder(t)
  const world = await start(t, dataDir)
  await asks(world, ['one', 'two', 'three'], 'person-1')
  await world.host.close()
  const { folder, manifest } = await saved(dataDir)
  return { dataDir, folder, manifest }
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

function rows(file: string, table: string): unknown[] {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return db.prepare(`SELECT * FROM ${table}`).all()
  } finally {
    db.close()
  }
}

describe('a backup', () => {
  it(
    'shows two logs that are written meanwhile at one moment, and is restored equal',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const world = await start(t, dataDir)
      let goesOn = true
      const load = Array.from({ length: 8 }, async (_, client) => {
        for (let i = 0; goesOn; i++) await world.ask(`${client}-${i}`)
      })
      const backups = []
      for (let i = 0; i < 3; i++) {
        const [from = 0] = world.heads()
        while ((world.heads()[0] ?? 0) < from + 200)
          await new Promise((next) => setTimeout(next, 5))
        backups.push(await saved(dataDir))
      }
      goesOn = false
      await Promise.all(load)
      await world.host.settled()
      await world.host.close()
      for (const { folder, manifest } of backups) {
        const asked = rows(join(folder, 'logs/asked.sqlite'), 'commits')
        const streams = new Set(asked.map((row) => (row as { stream: string }).stream))
        const answers = rows(join(folder, 'logs/replies.sqlite'), 'commits') as { stream: string }[]
        assert.ok(asked.length > 100 && answers.length > 0)
        // What has an answer was asked.
        assert.deepEqual(
          answers.filter(({ stream }) => !streams.has(stream.slice('to-'.length))),
          [],
        )
        for (const { log, position } of manifest.logs)
          assert.deepEqual(
            rows(join(folder, `logs/${log}.sqlite`), 'commits'),
            rows(join(dataDir, `logs/${log}.sqlite`), `commits WHERE position <= ${position}`),
          )
      }
      const [first] = backups
      assert.ok(first !== undefined)
      await putBack(dataDir, first.folder)
      const again = await start(t, dataDir)
      await again.host.settled()
      assert.deepEqual(again.told, [])
      const [head = 0, answered] = again.heads()
      assert.equal(head, first.manifest.logs.find(({ log }) => log === 'asked')?.position)
      assert.equal(answered, head)
      for (const row of rows(join(first.folder, 'logs/asked.sqlite'), 'commits')) {
        const { stream } = row as { stream: string }
        assert.equal((await again.model.get(stream))?.text, stream.slice('ask-'.length))
      }
    }),
    120_000,
  )
  it(
    'holds no read model, no secret and nothing that is not in its manifest',
    withContext(async (t) => {
      const { folder, manifest } = await backedUp(t)
      const paths = manifest.files.map(({ path }) => path)
      assert.deepEqual(paths, [
        'keys.sqlite',
        'reactions.sqlite',
        'logs/asked.sqlite',
        'logs/replies.sqlite',
      ])
      const files = filesIn(folder).map((file) => file.slice(folder.length + 1))
      assert.deepEqual(files.sort(), [...paths, 'manifest.json'].sort())
    }),
  )
  it(
    'is none when a log is damaged, which it names',
    withContext(async (t) => {
      const { dataDir } = await backedUp(t)
      const db = new DatabaseSync(join(dataDir, 'logs/asked.sqlite'))
      db.exec("UPDATE commits SET time = 'never' WHERE position = 2")
      db.close()
      const before = readdirSync(`${dataDir}.backups`)
      await assert.rejects(saved(dataDir), (error) => {
        assert.ok(error instanceof NotFinished)
        assert.match(error.message, /log asked, position 2: the record does not match its checksum/)
        return true
      })
      assert.deepEqual(readdirSync(`${dataDir}.backups`), before)
    }),
  )
  it(
    'is none when a record has no key, when a log is older than its witness knows, or a key does not open',
    withContext(async (t) => {
      const { dataDir, folder } = await backedUp(t)
      const keys = join(dataDir, 'keys.sqlite')
      const change = (sql: string) => {
        const db = new DatabaseSync(keys)
        db.exec(sql)
        db.close()
      }
      change("UPDATE keys SET wrapped = zeroblob(60) WHERE subject = 'person-1'")
      await assert.rejects(saved(dataDir), /1 keys do not open under the key-encryption key/)
      change("DELETE FROM keys WHERE subject = 'person-1'")
      await assert.rejects(saved(dataDir), /asked.sqlite holds records under 1 keys/)
      await putBack(dataDir, folder)
      const told = { log: 'asked', position: 9, chain: 'ff' }
      await placeOf(dataDir).witness.tell([told])
      await assert.rejects(saved(dataDir), /the witness was told of 9/)
    }),
  )
  it(
    'does not begin without data, without secrets, or in the data folder, and says so',
    withContext(async (t) => {
      const { dataDir } = await backedUp(t)
      const place = { ...placeOf(dataDir), to: `${dataDir}.backups`, version: '0.0.0' }
      const wrong = [
        [{ dataDir: `${dataDir}.none` }, /no data in/],
        [{ secretsDir: `${dataDir}.none` }, /secrets are not in/],
        [{ to: join(dataDir, 'backups') }, /lies in the data folder/],
      ] as const
      for (const [what, says] of wrong)
        await assert.rejects(backUp({ ...place, ...what }), (error) => {
          assert.ok(error instanceof NotBegun)
          assert.match(error.message, says)
          return true
        })
      assert.equal(existsSync(`${dataDir}.none`), false)
      const at = now()
      await backUp({ ...place, now: () => at })
      await assert.rejects(backUp({ ...place, now: () => at }), /is there already/)
    }),
  )
})

describe('a restore', () => {
  it(
    'of an older backup passes nothing over, brings nobody back, and says what is lost',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const first = await start(t, dataDir)
      await asks(first, ['sentinel-4711'], 'person-1')
      await asks(first, ['before'], 'person-2')
      const { folder } = await saved(dataDir)
      await first.host.keyring.erase('person-1')
      await asks(first, ['since-1', 'since-2', 'since-3'], 'person-3')
      await first.host.keyring.erase('person-3')
      await first.host.close()
      const restored = await putBack(dataDir, folder)
      assert.deepEqual(restored.lost, [
        { log: 'asked', position: 2, events: 3 },
        { log: 'replies', position: 2, events: 3 },
      ])
      assert.equal(restored.erasedAgain, 1)
      // Nobody is back before anything has started on it.
      const keys = rows(join(dataDir, 'keys.sqlite'), "keys WHERE subject = 'person-1'")
      assert.deepEqual(
        keys.map((row) => (row as { wrapped: unknown }).wrapped),
        [null],
      )
      const second = await start(t, dataDir)
      await asks(second, ['after-1', 'after-2', 'since-1'], 'person-4')
      assert.deepEqual(second.told, [])
      for (const text of ['before', 'after-1', 'after-2', 'since-1']) {
        assert.equal((await second.model.get(`ask-${text}`))?.text, text)
        assert.equal(await second.answersTo(text), 1)
      }
      assert.equal(await second.model.get('ask-since-2'), undefined)
      assert.equal(await second.model.get('ask-sentinel-4711'), undefined)
      await second.host.close()
      const holding = filesIn(join(dataDir, 'views')).filter((file) =>
        readFileSync(file).includes('4711'),
      )
      assert.deepEqual(holding, [])
      // And the next start is as any other.
      const third = await start(t, dataDir)
      await third.host.settled()
      assert.deepEqual([third.told, third.heads()], [[], [5, 5]])
    }),
  )
  it(
    'tells a ledger that is older than the backup who was erased before it',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const world = await start(t, dataDir)
      await asks(world, ['one'], 'person-1')
      const early = await saved(dataDir)
      await world.host.keyring.erase('person-1')
      await world.host.close()
      const late = await saved(dataDir)
      rmSync(`${dataDir}.secrets/erasures.jsonl`)
      await putBack(dataDir, late.folder)
      assert.equal((await putBack(dataDir, early.folder)).erasedAgain, 1)
    }),
  )
  it(
    'begins a log again that came after the backup, and is served',
    withContext(async (t) => {
      const { dataDir, folder } = await backedUp(t)
      const world = await start(t, dataDir)
      const later = (await world.host.openLog('later', firstSchema)).of<Answered>()
      const metadata = { actor: 'a', causationId: 'one' }
      await later.append('x', 0, [{ type: 'Answered', data: { to: 'x' } }], metadata)
      await world.host.close()
      const { lost } = await putBack(dataDir, folder)
      assert.deepEqual(lost, [{ log: 'later', position: 0, events: 1 }])
      const again = await start(t, dataDir)
      const anew = (await again.host.openLog('later', firstSchema)).of<Answered>()
      await anew.append('y', 0, [{ type: 'Answered', data: { to: 'y' } }], metadata)
      await again.host.close()
      const third = await start(t, dataDir)
      await third.host.openLog('later', firstSchema)
    }),
  )
  it(
    'that dies at any step leaves the old data or what can be restored, and serves nothing that its witness does not know',
    withContext(async (t) => {
      for (const dying of restoreSteps) {
        const { dataDir, folder } = await backedUp(t)
        const since = await start(t, dataDir)
        await asks(since, ['since'], 'person-9')
        await since.host.keyring.erase('person-1')
        await since.host.close()
        await assert.rejects(
          putBack(dataDir, folder, (step) => {
            if (step === dying) throw new Error(`dies before ${step}`)
          }),
          /dies before/,
        )
        const hasOld = ['examine', 'copy', 'erase', 'moveAside'].includes(dying)
        if (hasOld) {
          const old = await start(t, dataDir)
          assert.equal((await old.model.get('ask-since'))?.text, 'since', dying)
          await old.host.close()
        } else if (dying !== 'prove')
          await assert.rejects(start(t, dataDir), { code: 'CL_LOG_NOT_AS_WITNESSED' }, dying)
        await putBack(dataDir, folder)
        const again = await start(t, dataDir)
        await asks(again, ['after'], 'person-2')
        assert.deepEqual([again.told, again.heads()], [[], [4, 4]], dying)
        assert.equal(await again.model.get('ask-one'), undefined, dying)
        assert.equal((await again.model.get('ask-after'))?.text, 'after', dying)
        await again.host.close()
      }
    }),
    120_000,
  )
  it(
    'finds every flipped bit of a backup before it touches anything (150)',
    withContext(async (t) => {
      const { dataDir, folder } = await backedUp(t)
      const before = filesIn(dataDir)
      const files = filesIn(folder)
      let missed = 0
      for (let i = 0; i < 150; i++) {
        const file = files[i % files.length] ?? ''
        const whole = readFileSync(file)
        const flipped = Buffer.from(whole)
        const at = Math.floor(Math.random() * whole.length)
        flipped[at] = (whole[at] ?? 0) ^ (1 << (i % 8))
        writeFileSync(file, flipped)
        const outcome = await putBack(dataDir, folder).catch((error: unknown) => error)
        if (!(outcome instanceof NotBegun)) missed += 1
        writeFileSync(file, whole)
      }
      assert.equal(missed, 0)
      assert.deepEqual(filesIn(dataDir), before)
      await putBack(dataDir, folder)
    }),
    120_000,
  )
  it(
    'does not begin on what is no backup, without the secrets, or while somebody has the data',
    withContext(async (t) => {
      const { dataDir, folder } = await backedUp(t)
      const copyOf = (name: string, change: (copy: string) => void) => {
        const copy = join(`${dataDir}.backups`, name)
        cpSync(folder, copy, { recursive: true })
        change(copy)
        return copy
      }
      const unfinished = copyOf('unfinished', (copy) => rmSync(join(copy, 'manifest.json')))
      const short = copyOf('short', (copy) => truncateSync(join(copy, 'keys.sqlite'), 4_096))
      const incomplete = copyOf('incomplete', (copy) => rmSync(join(copy, 'logs/asked.sqlite')))
      const swapped = copyOf('swapped', (copy) => {
        renameSync(join(copy, 'logs/asked.sqlite'), join(copy, 'logs/x'))
        renameSync(join(copy, 'logs/replies.sqlite'), join(copy, 'logs/asked.sqlite'))
        renameSync(join(copy, 'logs/x'), join(copy, 'logs/replies.sqlite'))
      })
      const written = statSync(join(dataDir, 'keys.sqlite')).mtimeMs
      const wrong = [
        [unfinished, /holds no manifest.json: it is no backup, or one that was not finished/],
        [short, /keys.sqlite is not what was backed up/],
        [incomplete, /asked.sqlite is missing/],
        [swapped, /is not what was backed up/],
        [`${dataDir}.backups`, /holds 4 backups: name one of them/],
        [`${dataDir}.none`, /is not there/],
      ] as const
      for (const [from, says] of wrong)
        await assert.rejects(putBack(dataDir, from), (error) => {
          assert.ok(error instanceof NotBegun)
          assert.match(error.message, says)
          return true
        })
      const held = () => {
        throw new NotBegun('in use')
      }
      await assert.rejects(restore({ ...placeOf(dataDir), from: folder, take: held }), /in use/)
      const secretsDir = `${dataDir}.none`
      await assert.rejects(
        restore({ ...placeOf(dataDir), secretsDir, from: folder, take: held }),
        /no backup holds them/,
      )
      assert.equal(statSync(join(dataDir, 'keys.sqlite')).mtimeMs, written)
      assert.equal(existsSync(`${dataDir}.restoring`), false)
    }),
  )
  it(
    'onto a machine that has nothing but the secrets works',
    withContext(async (t) => {
      const { dataDir, folder } = await backedUp(t)
      rmSync(dataDir, { recursive: true })
      assert.equal((await putBack(dataDir, folder)).aside, undefined)
      const world = await start(t, dataDir)
      await world.host.settled()
      assert.deepEqual(world.heads(), [3, 3])
    }),
  )
})
