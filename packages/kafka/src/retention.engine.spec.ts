import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { projectionOfSome } from '@careloom/event-sourcing'
import { runProjection } from '@careloom/event-sourcing/sqlite'
import { because, eventually, openScratchLog, written, type NoteEvent } from '@careloom/testing'
import type { NotePublished } from '@careloom/testing/bus.contract'
import { startKafka, type Kafka } from '@careloom/testing/engines'
import { withContext } from '@careloom/testing/with-context'
import { clients } from './open-client.ts'
import { topic, twoProcesses, withinMs } from './testing/two-processes.ts'

// It looks every second for what is over, and begins at once.
const soon = {
  KAFKA_LOG_RETENTION_CHECK_INTERVAL_MS: '1000',
  KAFKA_LOG_INITIAL_TASK_DELAY_MS: '1000',
}
const keptMs = 2_000

let kafka: Kafka
beforeAll(async () => {
  kafka = await startKafka(1, soon)
}, 300_000)
afterAll(() => kafka.remove())

const texts = projectionOfSome<NotePublished, { readonly all: readonly string[] }>({
  name: 'texts',
  version: 1,
  key: () => 'all',
  person: 'nobody',
  on: { notePublished: (row, { text }) => ({ all: [...(row?.all ?? []), text] }) },
})

describe('a topic whose broker keeps what it has for seconds', () => {
  it(
    'is whole to a read model that begins when the time of it all is over',
    withContext(async (t) => {
      const [brokers, prefix] = [kafka.brokers, 'kept.']
      const admin = clients.platformatic({ brokers, clientId: 'admin' })
      t.after(() => admin.close())
      const name = `${prefix}${topic}`
      const configs = {
        'retention.ms': String(keptMs),
        'segment.ms': String(keptMs),
        'min.insync.replicas': '1',
        'unclean.leader.election.enable': 'false',
      }
      // The migration step leaves alone what is there.
      await admin.createTopic({ topic: name, partitions: 1, replicas: 1, configs })
      const log = await openScratchLog<NoteEvent>(t)
      const { arrived, another } = await twoProcesses(
        t,
        { brokers, client: 'kafkajs', prefix },
        log,
      )
      await log.store.append('note-a', 0, ['1', '2', '3'].map(written), because())
      await arrived()
      const isSent = async () => (await admin.bounds(name, 0)).next >= 3n
      await eventually(isSent, 'that it lies at the broker', withinMs)
      const { next } = await admin.bounds(name, 0)
      const isForgotten = async () => (await admin.bounds(name, 0)).first >= next
      await eventually(isForgotten, 'that the broker has forgotten it', 120_000)
      const feed = (await another()).feed<NotePublished>(topic)
      const rows = runProjection(texts, log.readModels(), [feed], log.keyring)
      t.after(() => rows.close())
      await log.store.append('note-a', 3, [written('4')], because())
      await rows.reached(4, topic, withinMs)
      assert.deepEqual(await rows.get('all'), { all: ['1', '2', '3', '4'] })
    }),
    240_000,
  )
})
