import assert from 'node:assert/strict'
import type { KeyObject } from 'node:crypto'
import { describe, it } from '@jest/globals'
import type { Keyring } from '@careloom/event-sourcing'
import type { TopicFeed, TopicTail } from '@careloom/messaging'
import type { NotePublished } from '@careloom/testing/notes'
import type { Take } from './client.ts'
import type { KafkaDriver } from './driver.ts'
import { followTopic, type FollowingNeed } from './follow-topic.ts'

const latest = 7
const key = 'x'
const value = Buffer.from('not sealed')
const nobodys = JSON.stringify({ position: 8, type: 'NotePublished', meta: { person: 'nobody' } })

/** Somebody who follows a topic of a log that goes up to a position; and what hands them messages. */
async function following() {
  const [attached, taken] = [
    Promise.withResolvers<TopicTail<NotePublished>>(),
    Promise.withResolvers<Take>(),
  ]
  const tail = async (_name: string, _from: string, take: Take) => {
    taken.resolve(take)
    return { close: async () => undefined }
  }
  const need = {
    driver: { tail } as unknown as KafkaDriver,
    name: 'topic',
    history: {
      latest: async () => latest,
      log: 'notes',
      readAll: async () => ({ events: [], through: 0 }),
    },
    keyring: {
      load: async () => undefined,
      peek: () => undefined,
    } as unknown as Keyring<KeyObject>,
    againMs: 1,
    lookMs: 3_600_000,
    onError: (error: unknown) => void errors.push(error),
  } as unknown as FollowingNeed
  const errors: unknown[] = []
  const attach = ({ feed }: { feed: TopicTail<NotePublished> }) => attached.resolve(feed)
  const running = followTopic({ name: 'topic', attach } as unknown as TopicFeed, need)
  return { take: await taken.promise, feed: await attached.promise, errors, running }
}

describe('what nobody can read in a topic', () => {
  for (const [what, headers] of Object.entries({
    'is no message': {},
    'is sealed with a key that nobody has': { after: '7', through: '8', envelope: nobodys },
  }))
    it(`is passed over where it ${what}`, async () => {
      const { take, feed, errors, running } = await following()
      await take([
        { key, value, offset: 0n, headers },
        { key, value: Buffer.alloc(0), offset: 1n, headers: { after: '7', through: '9' } },
      ])
      assert.deepEqual([feed.known(), errors.length], [9, 1])
      await running.close()
    })
})
