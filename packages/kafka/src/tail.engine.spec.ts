import assert from 'node:assert/strict'
import { Admin } from '@platformatic/kafka'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { projectionOfSome } from '@careloom/event-sourcing'
import { runProjection } from '@careloom/event-sourcing/sqlite'
import {
  because,
  eventually,
  openScratchLog,
  personA,
  personB,
  written,
  type NoteEvent,
} from '@careloom/testing'
import type { NotePublished } from '@careloom/testing/bus.contract'
import { startKafka, type Kafka } from '@careloom/testing/engines'
import { published } from '@careloom/testing/notes'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { StoredMessage } from './client.ts'
import { batchOf } from './kafka-message.ts'
import { clients } from './open-client.ts'
import {
  clientNames,
  proofKey,
  topic,
  topics,
  twoProcesses,
  withinMs,
  type ClientName,
  type Setting,
} from './testing/two-processes.ts'
import { migrateTopics, oneCopy, refuseWrongTopics, WrongTopics } from './topics.ts'

let kafka: Kafka
beforeAll(async () => {
  kafka = await startKafka()
}, 300_000)
afterAll(() => kafka.remove())

let runs = 0

async function open(t: TestContext, client: ClientName, given: Partial<Setting> = {}) {
  const log = await openScratchLog<NoteEvent>(t)
  const prefix = `tail-${(runs += 1)}.`
  const both = await twoProcesses(t, { brokers: kafka.brokers, client, prefix, ...given }, log)
  return { log, prefix, ...both }
}

/** As the broker does when the time of what it keeps is over. */
async function forget(t: TestContext, name: string): Promise<void> {
  const admin = new Admin({ clientId: 'forgets', bootstrapBrokers: [...kafka.brokers] })
  const client = clients.platformatic({ brokers: kafka.brokers, clientId: 'looks' })
  t.after(() => Promise.all([admin.close(), client.close()]))
  const { next: offset } = await client.bounds(name, 0)
  await admin.deleteRecords({ topics: [{ name, partitions: [{ partition: 0, offset }] }] })
  assert.equal((await client.bounds(name, 0)).first, offset)
}

const texts = projectionOfSome<NotePublished, { readonly all: readonly string[] }>({
  name: 'texts',
  version: 1,
  key: () => 'all',
  person: 'nobody',
  on: { notePublished: (row, { text }) => ({ all: [...(row?.all ?? []), text] }) },
})

const canary = 'words of their own'
const nothing = { key: 'test', headers: { after: '0', through: '0' }, value: Buffer.alloc(0) }

for (const client of clientNames)
  describe(`the tail of a topic over Kafka by ${client}`, () => {
    it(
      'holds no word of a person in the clear, and none that can be read when they were erased',
      withContext(async (t) => {
        const { log, driver, prefix, follower, arrived } = await open(t, client)
        await log.store.append('note-a', 0, [written(canary)], because({ person: personA }))
        await log.store.append('note-b', 0, [written(canary)], because({ person: personB }))
        await log.store.append('note-c', 0, [written(canary)], because({ organization: 'org' }))
        await arrived()
        const dump: StoredMessage[] = []
        await driver.tail(`${prefix}${topic}`, 'beginning', async (all) => void dump.push(...all))
        await eventually(() => dump.length >= 3, 'three messages', withinMs)
        const bytes = dump.map(({ key, headers, value }) =>
          [key, JSON.stringify(headers), value.toString('latin1')].join('\n'),
        )
        assert.ok(bytes.some((each) => each.includes(personA)))
        assert.ok(bytes.every((each) => !each.includes(canary)))
        const opened = async () => {
          const batches = await Promise.all(
            dump.map((each) => batchOf(topic, each, { keys: log.keyring, proofKey })),
          )
          return batches.flatMap(({ events }) => events.map(({ stream }) => stream))
        }
        assert.deepEqual(await opened(), ['note-a', 'note-b', 'note-c'])
        await log.keyring.erase(personA)
        assert.deepEqual(await opened(), ['note-b', 'note-c'])
        const { events } = await follower.feed(topic).readAll(0, 10)
        assert.deepEqual(
          events.map(({ stream }) => stream),
          ['note-b', 'note-c'],
        )
      }),
    )
    it(
      'is late while the broker is away, and whole: what does not come is read in the history',
      withContext(async (t) => {
        const { log, follower, arrived, driver, prefix } = await open(t, client, { lookMs: 200 })
        await log.store.append('note-a', 0, [written('1')], because())
        await arrived()
        await kafka.each[0]?.kill()
        await log.store.append('note-a', 1, [written('2')], because())
        await arrived()
        await kafka.each[0]?.start()
        await log.store.append('note-a', 2, [written('3')], because())
        await arrived()
        const isBack = () =>
          driver.send(`${prefix}${topic}`, 0, [nothing]).then(
            () => true,
            () => false,
          )
        await eventually(isBack, 'the broker', withinMs)
        const { events } = await follower.feed<NotePublished>(topic).readAll(0, 10)
        assert.deepEqual(
          events.map(({ data }) => data.text),
          ['1', '2', '3'],
        )
      }),
    )
    it(
      'gives a new read model all that was published, also what the broker has forgotten',
      withContext(async (t) => {
        const { log, arrived, another, prefix } = await open(t, client)
        await log.store.append('note-a', 0, ['1', '2', '3'].map(written), because())
        await arrived()
        await forget(t, `${prefix}${topic}`)
        const feed = (await another()).feed<NotePublished>(topic)
        const rows = runProjection(texts, log.readModels(), [feed], log.keyring)
        t.after(() => rows.close())
        await log.store.append('note-a', 3, [written('4')], because())
        await rows.reached(4, topic, withinMs)
        assert.deepEqual(await rows.get('all'), { all: ['1', '2', '3', '4'] })
      }),
    )
    it(
      'believes nothing that somebody else writes into it, says so, and goes on from the log',
      withContext(async (t) => {
        const { log, owner, driver, prefix, follower, arrived } = await open(t, client)
        const [, later = ''] = topics
        owner.publish({ topic: later, feed: log.store.feed, map: published })
        const feeds = [topic, later].map((of) => follower.feed<NotePublished>(of))
        await log.store.append('note-a', 0, [written('1')], because())
        await arrived()
        await arrived(later)
        const there: StoredMessage[] = []
        await driver.tail(`${prefix}${topic}`, 'beginning', async (all) => void there.push(...all))
        await eventually(() => there.length > 0, 'a message', withinMs)
        const { offset: _, ...genuine } = there[0] ?? assert.fail()
        const far = { ...genuine.headers, after: '1', through: '4000' }
        await driver.send(`${prefix}${topic}`, 0, [{ ...genuine, headers: far }, nothing])
        await driver.send(`${prefix}${later}`, 0, [genuine, { ...genuine, headers: far }])
        const isSaid = () => follower.refusals().reduce((sum, { count }) => sum + count, 0) === 4
        await eventually(isSaid, 'four that are refused', withinMs)
        await log.store.append('note-a', 1, [written('2')], because())
        for (const name of [topic, later]) await arrived(name)
        for (const feed of feeds) {
          const { events, through } = await feed.readAll(0, 10)
          assert.deepEqual([events.map(({ data }) => data.text), through], [['1', '2'], 2])
          assert.equal(feed.known(), 2)
        }
        const code = 'CL_MESSAGE_NOT_PROVEN'
        assert.deepEqual(
          new Set(follower.refusals()),
          new Set([topic, later].map((of) => ({ topic: of, code, count: 2 }))),
        )
      }),
    )
    it(
      'needs topics that are as they must be',
      withContext(async (t) => {
        const admin = clients[client]({ brokers: kafka.brokers, clientId: 'admin' })
        t.after(() => admin.close())
        const [right, wrong] = [`${client}.right`, `${client}.wrong`]
        await migrateTopics(admin, [right], oneCopy)
        await refuseWrongTopics(admin, [right], oneCopy)
        const configs = { 'cleanup.policy': 'compact' }
        await admin
          .createTopic({ topic: wrong, partitions: 2, replicas: 1, configs })
          .catch(() => undefined)
        const isThere = async () => (await admin.topicState(wrong)) !== undefined
        await eventually(isThere, 'the topic', withinMs)
        await assert.rejects(refuseWrongTopics(admin, [right, wrong], oneCopy), (error) => {
          assert.ok(error instanceof WrongTopics)
          assert.ok(error.problems.every((problem) => problem.startsWith(wrong)))
          assert.match(error.message, /has 2 partitions[^]*cleanup.policy is compact/)
          return true
        })
      }),
    )
  })
