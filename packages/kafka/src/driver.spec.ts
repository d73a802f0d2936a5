import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { eventually } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import type { Answer, KafkaClient, Place, Reading, StoredMessage } from './client.ts'
import { BrokerUnavailable, kafkaDriver } from './driver.ts'

const message = { key: 'log', headers: {}, value: Buffer.from('1') }
const at = (offset: number): StoredMessage => ({ ...message, offset: BigInt(offset) })

/** A client whose broker answers as it is told. */
function fake() {
  const producers: string[] = []
  const sent: number[] = []
  let answers: readonly Answer[] = []
  const readings: {
    readonly from: Place
    readonly take: (messages: readonly StoredMessage[]) => Promise<void>
    readonly end: () => void
  }[] = []
  const client: KafkaClient = {
    async producer() {
      producers.push('open')
      const i = producers.length - 1
      return {
        async send(_topic, _partition, messages) {
          sent.push(messages.length)
          return answers
        },
        close: async () => void (producers[i] = 'closed'),
      }
    },
    bounds: async () => ({ first: 3n, next: 7n }),
    async read(from, take): Promise<Reading> {
      let end = () => {}
      const ended = new Promise<void>((resolve) => (end = resolve))
      readings.push({ from, take, end })
      return { ended, close: async () => end() }
    },
    createTopic: async () => {},
    topicState: async () => undefined,
    close: async () => {},
  }
  return {
    client,
    producers,
    sent,
    readings,
    answer: (...given: Answer[]) => void (answers = given),
  }
}

describe('what is sent to Kafka', () => {
  const taken = { topic: 'notes', partition: 0, errorCode: 0 }

  it(
    'is there when the broker answers so for its own partition',
    withContext(async () => {
      const { client, answer } = fake()
      answer({ ...taken, partition: 1 }, taken)
      await kafkaDriver(client).send('notes', 0, [message])
    }),
  )
  it(
    'is not known to be there when the answer leaves its partition out, or says an error',
    withContext(async () => {
      const { client, answer } = fake()
      const driver = kafkaDriver(client)
      for (const answers of [
        [],
        [{ ...taken, partition: 1 }],
        [{ ...taken, topic: 'others' }],
        [{ ...taken, errorCode: 7 }],
      ]) {
        answer(...answers)
        await assert.rejects(driver.send('notes', 0, [message]), BrokerUnavailable)
      }
    }),
  )
  it(
    'goes in pieces that a broker takes, in order, a large message alone',
    withContext(async () => {
      const { client, answer, sent } = fake()
      answer(taken)
      const sized = (kilobytes: number) => ({ ...message, value: Buffer.alloc(kilobytes * 1_000) })
      const messages = [sized(400), sized(400), sized(400), sized(3_000), sized(1), sized(1)]
      await kafkaDriver(client).send('notes', 0, messages)
      assert.deepEqual(sent, [2, 1, 1, 2])
    }),
  )
  it(
    'is counted anew after a failure, by another producer',
    withContext(async () => {
      const { client, answer, producers } = fake()
      const driver = kafkaDriver(client)
      await assert.rejects(driver.send('notes', 0, [message]))
      answer(taken)
      await driver.send('notes', 0, [message])
      await driver.send('notes', 0, [message])
      assert.deepEqual(producers, ['closed', 'open'])
    }),
  )
})

describe('the tail of a partition', () => {
  it(
    'begins again behind what it has handed out when a reading ends, and hands out nothing twice',
    withContext(async (t) => {
      const { client, readings } = fake()
      const driver = kafkaDriver(client, { againMs: 1 })
      const seen: bigint[] = []
      const tail = await driver.tail('notes', 'end', async (messages) => {
        seen.push(...messages.map(({ offset }) => offset))
      })
      t.after(() => tail.close())
      await eventually(() => readings.length === 1, 'a reading')
      await readings[0]?.take([at(7), at(8)])
      readings[0]?.end()
      await eventually(() => readings.length === 2, 'another reading')
      await readings[1]?.take([at(8), at(9)])
      assert.deepEqual(
        readings.map(({ from }) => from.offset),
        [7n, 9n],
      )
      assert.deepEqual(seen, [7n, 8n, 9n])
    }),
  )
  it(
    'hands out again what could not be taken',
    withContext(async (t) => {
      const { client, readings } = fake()
      let isAway = true
      const tail = await kafkaDriver(client, { againMs: 1 }).tail(
        'notes',
        'beginning',
        async () => {
          if (isAway) throw new Error('the keys are away')
        },
      )
      t.after(() => tail.close())
      await eventually(() => readings.length === 1, 'a reading')
      await assert.rejects(async () => readings[0]?.take([at(3)]))
      isAway = false
      readings[0]?.end()
      await eventually(() => readings.length === 2, 'another reading')
      assert.equal(readings[1]?.from.offset, 3n)
    }),
  )
  it(
    'ends when it is closed',
    withContext(async () => {
      const { client, readings } = fake()
      const tail = await kafkaDriver(client, { againMs: 1 }).tail('notes', 'end', async () => {})
      await eventually(() => readings.length === 1, 'a reading')
      await tail.close()
      assert.equal(readings.length, 1)
    }),
  )
})
