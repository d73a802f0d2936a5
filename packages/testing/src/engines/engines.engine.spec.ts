import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { describe, it } from '@jest/globals'
import mongoose from 'mongoose'
import { eventually } from '../notes.ts'
import { withContext } from '../with-context.ts'
import { startKafka } from './kafka.ts'
import { startMongo } from './mongo.ts'

const canBeReached = (address: string): Promise<boolean> => {
  const [host = '', port] = address.split(':')
  return new Promise((resolve) => {
    const socket = new Socket().once('error', () => resolve(false))
    socket.connect(Number(port), host, () => {
      socket.destroy()
      resolve(true)
    })
  })
}

describe('engines for tests', () => {
  it(
    'MongoDB keeps what was stored when it is killed and started again',
    withContext(async (t) => {
      const mongo = await startMongo()
      t.after(() => mongo.remove())
      const connection = await mongoose.createConnection(mongo.url, { dbName: 'test' }).asPromise()
      t.after(() => connection.close())
      const notes = connection.collection('notes')
      await notes.insertOne({ text: 'kept' }, { writeConcern: { w: 'majority', journal: true } })
      await mongo.kill()
      await mongo.start()
      const found = async () => (await notes.findOne({}).catch(() => undefined))?.['text']
      await eventually(async () => (await found()) === 'kept', 'what was stored', 60_000)
    }),
  )
  it(
    'Kafka stands as one broker and as three',
    withContext(async (t) => {
      for (const count of [1, 3]) {
        const kafka = await startKafka(count)
        t.after(() => kafka.remove())
        assert.equal(kafka.brokers.length, count)
        assert.deepEqual(
          new Set(await Promise.all(kafka.brokers.map(canBeReached))),
          new Set([true]),
        )
      }
    }),
  )
})
