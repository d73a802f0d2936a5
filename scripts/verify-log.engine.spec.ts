import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { because, openLogStore, scratchFolder, scratchKey, written } from '@careloom/testing'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { withContext } from '@careloom/testing/with-context'
import { connectMongo, migrate, MongoLogDriver, needsOfLog } from '../packages/mongodb/src/index.ts'

let mongo: Mongo
beforeAll(async () => {
  mongo = await startMongo()
})
afterAll(() => mongo.remove())

async function verify(secrets: string) {
  const program = join(import.meta.dirname, 'verify-log.ts')
  const url = mongo.url.replace('/?', '/verified?')
  const args = ['--disable-warning=ExperimentalWarning', program, url, secrets]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  return { said: await text(child.stdout), status: await ended }
}

describe('npm run verify-log -- mongodb://…', () => {
  it(
    'proves every log of a database, and names the position of what is wrong',
    withContext(async (t) => {
      const connection = await connectMongo(mongo.url, { database: 'verified' })
      t.after(() => connection.close())
      await migrate(connection, [needsOfLog('test')])
      const store = await openLogStore(new MongoLogDriver(connection, 'test'))
      t.after(() => store.close())
      for (let i = 0; i < 3; i++) await store.append('note-1', i, [written(`${i}`)], because())
      const secrets = scratchFolder(t)
      writeFileSync(join(secrets, 'chain-key'), scratchKey.export().toString('base64'))
      const whole = await verify(secrets)
      assert.match(whole.said, /^test: 3 records, nothing found/)
      assert.equal(whole.status, 0)
      await connection.collection(needsOfLog('test').name).deleteOne({ position: 2 })
      const damaged = await verify(secrets)
      assert.match(damaged.said, /DAMAGED.*\n {2}position 2: the record is missing/)
      assert.equal(damaged.status, 1)
    }),
  )
})
