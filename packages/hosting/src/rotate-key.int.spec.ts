import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from '@jest/globals'
import { firstSchema, type AnyEvent } from '@careloom/event-sourcing'
import { ErasureLedger } from '@careloom/event-sourcing/keys'
import { keysByWrapping, WitnessFile } from '@careloom/event-sourcing/sqlite'
import { eventually, scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { backUp, NotBegun, restore } from './backup/index.ts'
import { EmbeddedHost } from './embedded/embedded-host.ts'
import { rotationSteps } from './exchange-key.ts'
import { rotateKey } from './rotate-key.ts'

async function open(t: TestContext, dataDir: string) {
  const host = new EmbeddedHost({ dataDir })
  t.after(() => host.close())
  const log = await host.openLog('notes', firstSchema)
  const store = log.of<AnyEvent>()
  const write = (i: number) =>
    store.append(`note-${i}`, 0, [{ type: 'Noted', data: { text: `${i}` } }], {
      actor: 'a',
      causationId: 'c',
      person: `p-${i}`,
    })
  const readable = async () => {
    const { events } = await log.feed.readAll(0, 100_000)
    return events.filter(({ erased }) => !erased).map(({ data }) => (data as { text: string }).text)
  }
  return { host, write, readable }
}

const keyFile = (dataDir: string) => join(dataDir, 'keys.sqlite')
const wrappings = (dataDir: string) => keysByWrapping(keyFile(dataDir))
const retiredIn = (dataDir: string) => readdirSync(join(`${dataDir}.secrets`, 'retired-keys'))
const upTo = (count: number) => Array.from({ length: count }, (_, i) => `${i}`)

/** Rotates; `isServed` while somebody works on the folder. */
const rotate = (dataDir: string, isServed: boolean) =>
  rotateKey({
    dataDir,
    secretsDir: `${dataDir}.secrets`,
    take: () => (isServed ? undefined : () => undefined),
    say: () => undefined,
  })

async function written(t: TestContext, count: number): Promise<string> {
  const dataDir = scratchFolder(t)
  const { host, write } = await open(t, dataDir)
  await Promise.all(upTo(count).map((i) => write(Number(i))))
  await host.close()
  return dataDir
}

function child(dataDir: string, ...args: readonly string[]) {
  const program = join(import.meta.dirname, 'rotate-key.child.ts')
  return spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    program,
    dataDir,
    ...args,
  ])
}

describe('a rotation of the key-encryption key', () => {
  it(
    'goes on while people read, write and are erased, and names stay what they are',
    withContext(async (t) => {
      const dataDir = await written(t, 2_000)
      const { host, write, readable } = await open(t, dataDir)
      const name = host.hashed('person', 'urn:x|1')
      const [before] = wrappings(dataDir).keys()
      let next = 2_000
      let isDone = false
      const writing = (async () => {
        while (!isDone) await write(next++)
      })()
      const erased = ['p-3', 'p-1999']
      const erasing = Promise.all(erased.map((person) => host.keyring.erase(person)))
      const first = await rotate(dataDir, true)
      const second = await rotate(dataDir, true)
      await erasing
      assert.equal((await readable()).filter((text) => Number(text) < 2_000).length, 1_998)
      isDone = true
      await writing
      await eventually(() => wrappings(dataDir).size === 1, 'that one key wraps them all')
      assert.deepEqual([...wrappings(dataDir)], [[second.current, next - 2]])
      assert.deepEqual(retiredIn(dataDir).sort(), [before, first.current].sort())
      assert.equal(host.hashed('person', 'urn:x|1'), name)
      await host.close()
      // Nothing of the past is needed for what is there now.
      rmSync(join(`${dataDir}.secrets`, 'retired-keys'), { recursive: true })
      const again = await open(t, dataDir)
      const left = upTo(next).filter((i) => !erased.includes(`p-${i}`))
      assert.deepEqual(
        (await again.readable()).map(Number).sort((a, b) => a - b),
        left.map(Number),
      )
      assert.equal(again.host.hashed('person', 'urn:x|1'), name)
    }),
  )
  it(
    'is done by itself where nobody serves',
    withContext(async (t) => {
      const dataDir = await written(t, 2_500)
      const { current } = await rotate(dataDir, false)
      assert.deepEqual([...wrappings(dataDir)], [[current, 2_500]])
      assert.equal((await (await open(t, dataDir)).readable()).length, 2_500)
    }),
  )
  for (const step of rotationSteps)
    it(
      `that is killed before it does ${step} leaves everything readable, and is gone on with`,
      withContext(async (t) => {
        const dataDir = await written(t, 20)
        const dying = child(dataDir, step)
        assert.deepEqual(await once(dying, 'exit'), [null, 'SIGKILL'])
        const first = await open(t, dataDir)
        await first.write(20)
        assert.deepEqual(await first.readable(), upTo(21))
        await first.host.close()
        const { current } = await rotate(dataDir, false)
        assert.deepEqual([...wrappings(dataDir)], [[current, 21]])
        assert.deepEqual(await (await open(t, dataDir)).readable(), upTo(21))
      }),
    )
  it(
    'under which who serves is killed again and again leaves everything readable',
    withContext(async (t) => {
      const dataDir = await written(t, 4_000)
      const acknowledged = upTo(4_000).map(Number)
      for (let round = 0; round < 4; round++) {
        const serving = child(dataDir, 'serve', `${10_000 * (round + 1)}`)
        const lines = createInterface(serving.stdout)
        lines.on('line', (line) => void (line === 'serving' || acknowledged.push(Number(line))))
        await once(lines, 'line')
        let isDone = false
        const rotating = rotate(dataDir, true).finally(() => (isDone = true))
        await eventually(() => isDone || wrappings(dataDir).size > 1, 'the middle of it')
        serving.kill('SIGKILL')
        await once(serving, 'exit')
        const { host, readable } = await open(t, dataDir)
        await rotating
        const there = new Set((await readable()).map(Number))
        assert.deepEqual(
          acknowledged.filter((i) => !there.has(i)),
          [],
        )
        await host.close()
      }
      assert.equal(wrappings(dataDir).size, 1)
    }),
  )
})

describe('key files that do not say by which key they were wrapped', () => {
  it(
    'are read, and say it after a while',
    withContext(async (t) => {
      const dataDir = await written(t, 1_200)
      const db = new DatabaseSync(keyFile(dataDir))
      db.exec('UPDATE keys SET wrapped = substr(wrapped, 9)')
      db.close()
      assert.deepEqual([...wrappings(dataDir).keys()], [''])
      const { host, readable } = await open(t, dataDir)
      assert.equal((await readable()).length, 1_200)
      await eventually(() => !wrappings(dataDir).has(''), 'that all of them say it')
      await host.close()
      assert.equal((await (await open(t, dataDir)).readable()).length, 1_200)
    }),
  )
})

describe('what was wrapped by a key that is retired', () => {
  const secretsOf = (dataDir: string) => `${dataDir}.secrets`
  const now = () => new Date().toISOString()
  const place = (dataDir: string) => ({
    dataDir,
    secretsDir: secretsOf(dataDir),
    witness: new WitnessFile(join(secretsOf(dataDir), 'witness.jsonl'), now),
    ledger: new ErasureLedger(join(secretsOf(dataDir), 'erasures.jsonl'), now),
    take: () => () => undefined,
    say: () => undefined,
    now,
  })
  it(
    'is restored, and wrapped by the current one again; without the retired one the restore names it and touches nothing',
    withContext(async (t) => {
      const dataDir = await written(t, 10)
      const to = scratchFolder(t)
      const { folder } = await backUp({ ...place(dataDir), to, version: '0' })
      const [before = ''] = wrappings(dataDir).keys()
      const { current } = await rotate(dataDir, false)
      const [retired, away] = ['retired-keys', 'elsewhere'].map((name) =>
        join(secretsOf(dataDir), name),
      ) as [string, string]
      renameSync(retired, away)
      const kept = readFileSync(keyFile(dataDir))
      await assert.rejects(
        restore({ ...place(dataDir), from: folder }),
        (error) =>
          error instanceof NotBegun && error.message.includes(`key ${before}, which is not`),
      )
      assert.deepEqual(readFileSync(keyFile(dataDir)), kept)
      renameSync(away, retired)
      await restore({ ...place(dataDir), from: folder })
      const { readable } = await open(t, dataDir)
      assert.deepEqual((await readable()).sort(), upTo(10).sort())
      await eventually(() => wrappings(dataDir).has(current) && wrappings(dataDir).size === 1)
    }),
  )
  it(
    'is not served without it: the start names it',
    withContext(async (t) => {
      const dataDir = await written(t, 3)
      const elsewhere = scratchFolder(t)
      cpSync(dataDir, elsewhere, { recursive: true })
      cpSync(secretsOf(dataDir), secretsOf(elsewhere), { recursive: true })
      const [before = ''] = wrappings(dataDir).keys()
      await rotate(dataDir, false)
      cpSync(keyFile(elsewhere), keyFile(dataDir))
      rmSync(join(secretsOf(dataDir), 'retired-keys'), { recursive: true })
      await assert.rejects(
        open(t, dataDir),
        new RegExp(`key-encryption key ${before}, which is not in`),
      )
    }),
  )
})
