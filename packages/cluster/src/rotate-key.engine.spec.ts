import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { keyIdOf } from '@careloom/event-sourcing/keys'
import { makeSecrets, rotationSteps, secretsOfHouse, watchKeys } from '@careloom/hosting/running'
import { connectMongo, KeyCollection, migrate, MongoKeyring } from '@careloom/mongodb'
import { eventually, scratchFolder } from '@careloom/testing'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { databaseNeeds } from './database.ts'
import { rotateKeyOfHouse } from './rotate-key.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

/** A migrated database with secrets that its processes look into. */
async function house(t: TestContext) {
  const secretsDir = join(scratchFolder(t), 'secrets')
  makeSecrets(secretsDir)
  const database = `t-${randomUUID().slice(0, 18)}`
  const connected = async () => {
    const connection = await connectMongo(mongo.url, { database })
    t.after(() => connection.close())
    return connection
  }
  const connection = await connected()
  await migrate(connection, databaseNeeds)
  const env = {
    CARELOOM_MONGODB: mongo.url,
    CARELOOM_DATABASE: database,
    CARELOOM_SECRETS: secretsDir,
  }
  const process = async (looksInto = secretsDir) => {
    const { keks } = secretsOfHouse(looksInto)
    const keyring = await MongoKeyring.open(await connected(), keks)
    t.after(watchKeys(looksInto, keks, (changed) => keyring.wrapBy(changed)))
    t.after(() => keyring.close())
    return keyring
  }
  const stored = new KeyCollection(connection, secretsOfHouse(secretsDir).keks)
  return { secretsDir, env, process, byWrapping: () => stored.byWrapping() }
}

/** Two processes of which one makes keys without end and the other reads each as soon as it is there, until it is ended. */
function busy(one: MongoKeyring, other: MongoKeyring) {
  const made = new Map<string, KeyObject>()
  let isDone = false
  const working = (async () => {
    for (let i = 0; !isDone; i++) {
      const [maker, reader] = i % 2 === 0 ? [one, other] : [other, one]
      const subject = `person-${i}`
      const key = (await maker.forSealing([subject]))(subject)
      assert.ok(key !== 'erased')
      made.set(subject, key)
      await reader.load([subject])
      assertSame(reader, subject, key)
    }
  })()
  // Looked at when it is ended.
  working.catch(() => undefined)
  return {
    made,
    async end() {
      isDone = true
      await working
    },
  }
}

function assertSame(keyring: MongoKeyring, subject: string, key: KeyObject) {
  const found = keyring.peek(subject)
  assert.ok(typeof found === 'object' && found.equals(key), `the key of ${subject}`)
}

const silent = () => undefined

describe('the exchange of the key-encryption key of a house', () => {
  it(
    'is gone on with after a crash between any two steps, while processes seal and open without being refused',
    withContext(async (t) => {
      const { secretsDir, env, process: started, byWrapping } = await house(t)
      const [before] = secretsOfHouse(secretsDir).keks
      const { made, end } = busy(await started(), await started())
      await eventually(() => made.size > 100, 'that there are keys', 60_000)
      const program = join(import.meta.dirname, 'rotate-key.child.ts')
      for (const step of rotationSteps) {
        const args = ['--disable-warning=ExperimentalWarning', program, JSON.stringify(env), step]
        const dying = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
        assert.deepEqual(await once(dying, 'exit'), [null, 'SIGKILL'], step)
      }
      const { current, retired } = await rotateKeyOfHouse(env, silent)
      assert.ok(retired.includes(keyIdOf(before)))
      await end()
      assert.deepEqual([...(await byWrapping())], [[current, made.size]])
      rmSync(join(secretsDir, 'retired-keys'), { recursive: true })
      const later = await started()
      await later.load([...made.keys()])
      for (const [subject, key] of made) assertSame(later, subject, key)
    }),
  )
  it(
    'waits until every process knows the next key before it makes it current, and forgets those that have ended',
    withContext(async (t) => {
      const { secretsDir, env, process: started } = await house(t)
      const elsewhere = join(scratchFolder(t), 'secrets')
      makeSecrets(elsewhere)
      cpSync(secretsDir, elsewhere, { recursive: true })
      const [before] = secretsOfHouse(secretsDir).keks
      const ended = await started()
      await ended.close()
      await started(elsewhere)
      const said: string[] = []
      const exchanged = rotateKeyOfHouse(env, (line) => said.push(line))
      await eventually(() => said.length > 0, 'that it waits', 60_000)
      assert.match(said[0] ?? '', /^1 processes do not know [0-9a-f]{16} yet/)
      assert.equal(keyIdOf(secretsOfHouse(secretsDir).keks[0]), keyIdOf(before))
      cpSync(secretsDir, elsewhere, { recursive: true })
      await eventually(() => said.some((line) => /may still wrap/.test(line)), 'the second', 60_000)
      cpSync(secretsDir, elsewhere, { recursive: true })
      const { retired } = await exchanged
      assert.deepEqual(retired, [keyIdOf(before)])
      assert.deepEqual(readdirSync(join(secretsDir, 'retired-keys')), retired)
    }),
  )
})
