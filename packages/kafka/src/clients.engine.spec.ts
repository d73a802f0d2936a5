import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { eventually } from '@careloom/testing'
import { startKafka, type Kafka } from '@careloom/testing/engines'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { ClientOptions, KafkaClient, Message, StoredMessage } from './client.ts'
import { kafkaDriver } from './driver.ts'
import { kafkajsClient } from './kafkajs.ts'
import { platformaticClient } from './platformatic.ts'

let kafka: Kafka
beforeAll(async () => {
  kafka = await startKafka()
}, 300_000)
afterAll(() => kafka.remove())

const warnings: string[] = []
process.on('warning', ({ name }) => {
  if (name === 'TimeoutNegativeWarning') warnings.push(name)
})

const withinMs = 60_000
let topics = 0

const message = (text: string): Message => ({
  key: 'log',
  headers: { says: text },
  value: Buffer.from(text),
})

async function openTopic(t: TestContext, open: (options: ClientOptions) => KafkaClient) {
  const client = open({ brokers: kafka.brokers, clientId: 'test' })
  const topic = `test.${(topics += 1)}`
  const isThere = async () => {
    // What is told wrong of a new topic is told right a moment later.
    await client.createTopic({ topic, partitions: 1, replicas: 1, configs: {} }).catch(() => {})
    return (await client.topicState(topic)) !== undefined
  }
  await eventually(isThere, 'the topic', withinMs)
  const driver = kafkaDriver(client, { againMs: 100 })
  t.after(() => driver.close())
  return { client, driver, topic }
}

function clientSuite(name: string, open: (options: ClientOptions) => KafkaClient): void {
  describe(`Kafka by ${name}`, () => {
    it(
      'hands out what is sent from now on, in order, with its headers',
      withContext(async (t) => {
        const { driver, topic } = await openTopic(t, open)
        await driver.send(topic, 0, [message('before')])
        const seen: StoredMessage[] = []
        await driver.tail(topic, 'end', async (messages) => void seen.push(...messages))
        await driver.send(topic, 0, [message('1'), { ...message('2'), value: Buffer.alloc(0) }])
        await driver.send(topic, 0, [message('3')])
        await eventually(() => seen.length === 3, 'three messages', withinMs)
        assert.deepEqual(
          seen.map(({ key, headers, value }) => [key, headers['says'], String(value)]),
          [
            ['log', '1', '1'],
            ['log', '2', ''],
            ['log', '3', '3'],
          ],
        )
      }),
      2 * withinMs,
    )
    it(
      'hands out everything from the beginning',
      withContext(async (t) => {
        const { driver, topic } = await openTopic(t, open)
        await driver.send(topic, 0, [message('1'), message('2')])
        const seen: StoredMessage[] = []
        await driver.tail(topic, 'beginning', async (messages) => void seen.push(...messages))
        await eventually(() => seen.length === 2, 'two messages', withinMs)
      }),
      2 * withinMs,
    )
    it(
      'says how many partitions and replicas a topic has, how it is set, and that there is none',
      withContext(async (t) => {
        const { client, topic } = await openTopic(t, open)
        const state = await client.topicState(topic)
        assert.deepEqual([state?.partitions, state?.replicas], [1, 1])
        assert.equal(state?.configs['cleanup.policy'], 'delete')
        assert.equal(await client.topicState('nothing'), undefined)
      }),
      2 * withinMs,
    )
    it(
      'goes on after the broker was killed and has come back',
      withContext(async (t) => {
        const { driver, topic } = await openTopic(t, open)
        const seen: string[] = []
        await driver.tail(topic, 'end', async (messages) => {
          seen.push(...messages.map(({ headers }) => headers['says'] ?? ''))
        })
        await driver.send(topic, 0, [message('1')])
        await eventually(() => seen.includes('1'), 'a message', withinMs)
        await kafka.each[0]?.kill()
        await kafka.each[0]?.start()
        const send = () =>
          driver.send(topic, 0, [message('2')]).then(
            () => true,
            () => false,
          )
        await eventually(send, 'that the broker takes a message', withinMs)
        await eventually(() => seen.includes('2'), 'that message', withinMs)
        assert.deepEqual([...new Set(seen)], ['1', '2'])
      }),
      4 * withinMs,
    )
  })
}

clientSuite('kafkajs', kafkajsClient)
clientSuite('@platformatic/kafka', platformaticClient)

describe('both clients', () => {
  // kafkajs did without its patch, on each connection and for ever.
  it('set no timer with a negative delay', () => {
    assert.deepEqual(warnings, [])
  })
})
