import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { firstSchema, type Event } from '@careloom/event-sourcing'
import { connectMongo, needsOfLog } from '@careloom/mongodb'
import { Metrics, noTracing } from '@careloom/telemetry'
import { eventually, scratchFolder } from '@careloom/testing'
import { startKafka, startMongo, type Kafka, type Mongo } from '@careloom/testing/engines'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { settings } from './config.ts'
import { openHost } from './open-host.ts'
import { migratedHouse } from './testing/house-env.ts'
import { waysIn } from './ways.ts'

type Noted = Event<'Noted', { text: string }>

let mongo: Mongo
let kafka: Kafka
beforeAll(async () => {
  ;[mongo, kafka] = await Promise.all([startMongo(), startKafka()])
})
afterAll(() => Promise.all([mongo.remove(), kafka.remove()]))

const service = 'workforce'

/** A house whose processes each have a witness of their own, under a name. */
async function house(t: TestContext) {
  const env = await migratedHouse(t, mongo, kafka)
  const folder = scratchFolder(t)
  const witness = (name: string) => join(folder, `${name}.jsonl`)
  const onError = () => undefined
  const told = { nowMs: Date.now, tracing: noTracing, metrics: new Metrics(), onError }
  const started = async (name: string) => {
    const config = settings.read({ ...env, CARELOOM_WITNESS: witness(name) })
    const { timeZone } = config
    const ways = waysIn(config, onError)
    const { host } = await openHost(service, config, { ...told, env, timeZone }, ways, () => true)
    t.after(() => host.close())
    const log = await host.openLog(service, firstSchema)
    const append = (stream: string) =>
      log.of<Noted>().append(stream, 0, [{ type: 'Noted', data: { text: stream } }], {
        actor: 'a',
        causationId: stream,
      })
    return { append, known: () => log.feed.known(), close: () => host.close() }
  }
  const database = env['CARELOOM_DATABASE'] ?? ''
  const cutAfter = async (position: number) => {
    const connection = await connectMongo(mongo.url, { database })
    const commits = connection.collection(needsOfLog(service).name)
    await commits.deleteMany({ position: { $gt: position } })
    await connection.close()
  }
  const verify = async (...witnesses: readonly string[]) => {
    const program = join(import.meta.dirname, '../../../scripts/verify-log.ts')
    const url = mongo.url.replace('/?', `/${database}?`)
    const secrets = env['CARELOOM_SECRETS'] ?? ''
    const args = [program, url, secrets, ...witnesses.map(witness)]
    const flags = ['--disable-warning=ExperimentalWarning']
    const child = spawn(process.execPath, [...flags, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise((resolve) => child.once('close', resolve))
    return { said: await text(child.stdout), status: await ended }
  }
  return { started, cutAfter, verify, isTold: (name: string) => existsSync(witness(name)) }
}

describe('the witnesses of processes that write one log', () => {
  it(
    'each know the log up to its end, so that a tail that is cut off in the database is named, and not served',
    withContext(async (t) => {
      const { started, cutAfter, verify } = await house(t)
      const [one, other] = [await started('one'), await started('other')]
      for (const i of [1, 2, 3]) await one.append(`one-${i}`)
      for (const i of [4, 5]) await other.append(`other-${i}`)
      await eventually(() => one.known() === 5, 'that one knows of what the other wrote', 60_000)
      await Promise.all([one.close(), other.close()])
      const whole = await verify('one', 'other')
      assert.match(whole.said, /^workforce: 5 records, nothing found/m)
      await cutAfter(3)
      for (const witnesses of [['one'], ['other'], ['one', 'other']]) {
        const { said, status } = await verify(...witnesses)
        assert.match(
          said,
          /^workforce: 3 records, DAMAGED.*\n {2}position 4: the tail is cut \(the witness was told of 5\)/m,
        )
        assert.equal(status, 1)
      }
      await assert.rejects(started('one'), {
        code: 'CL_LOG_NOT_AS_WITNESSED',
        message: /workforce ends at position 3, its witness was told of 5/,
      })
    }),
  )
  it(
    'are told nothing that is wrong, and agree at the next start',
    withContext(async (t) => {
      const { started, isTold, verify } = await house(t)
      const one = await started('one')
      await one.append('one-1')
      await one.close()
      assert.ok(isTold('one'))
      const again = await started('one')
      await again.append('one-2')
      await again.close()
      const { said, status } = await verify('one')
      assert.match(said, /^workforce: 2 records, nothing found/m)
      assert.match(said, /^people: 0 records.*\n {2}no witness was told of it/m)
      assert.equal(status, 0)
    }),
  )
})
