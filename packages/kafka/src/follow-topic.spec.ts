import assert from 'node:assert/strict'
import { createSecretKey, type KeyObject } from 'node:crypto'
import { describe, it } from '@jest/globals'
import type { CareloomError, Keyring } from '@careloom/event-sourcing'
import type { TopicFeed, TopicTail } from '@careloom/messaging'
import type { NotePublished } from '@careloom/testing/notes'
import type { Message, Take } from './client.ts'
import type { KafkaDriver } from './driver.ts'
import { followTopic, type FollowingNeed } from './follow-topic.ts'
import { proven } from './message-proof.ts'

const latest = 7
const key = 'x'
const proofKey = createSecretKey(Buffer.alloc(32, 1))
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
      latest: async () => (owner.isAway ? assert.fail('away') : latest),
      log: 'notes',
      readAll: async () => ({ events: [], through: 0 }),
    },
    keyring: {
      load: async () => undefined,
      peek: () => undefined,
    } as unknown as Keyring<KeyObject>,
    proofKey,
    againMs: 1,
    lookMs: 3_600_000,
    onError: (error: unknown) => void errors.push(error),
    onRefused: ({ code }: CareloomError) => void refused.push(code),
  } as unknown as FollowingNeed
  const owner = { isAway: false }
  const errors: unknown[] = []
  const refused: string[] = []
  const attach = ({ feed }: { feed: TopicTail<NotePublished> }) => attached.resolve(feed)
  const running = followTopic({ name: 'topic', attach } as unknown as TopicFeed, need)
  return {
    take: await taken.promise,
    feed: await attached.promise,
    errors,
    refused,
    running,
    owner,
  }
}

const lying = (message: Message) => ({ ...message, offset: 0n })
const sent = (headers: Record<string, string>, body = value) =>
  lying(proven(proofKey, 'topic', { key, value: body, headers }))
const next = { ...sent({ after: '7', through: '9' }, Buffer.alloc(0)), offset: 1n }

describe('what nobody believes or can read in a topic', () => {
  const far = { after: '7', through: '4000' }
  const messages = {
    'was sent by nobody of the house': [
      'CL_MESSAGE_NOT_PROVEN',
      lying({ key, value, headers: far }),
    ],
    'is no message': ['CL_MESSAGE_DAMAGED', sent({})],
    'is sealed with a key that nobody has': [
      'CL_KEY_MISSING',
      sent({ after: '7', through: '8', envelope: nobodys }),
    ],
  } as const
  for (const [what, [code, message]] of Object.entries(messages)) {
    it(`is passed over and said where it ${what}`, async () => {
      const { take, feed, errors, refused, running } = await following()
      await take([message, next])
      assert.deepEqual([feed.known(), errors.length, refused], [9, 1, [code]])
      await running.close()
    })
    it(`keeps nothing back while the owner is away where it ${what}`, async () => {
      const { take, feed, running, owner } = await following()
      owner.isAway = true
      await take([message, next])
      assert.equal(feed.known(), 9)
      await running.close()
    })
  }
  it('is said once for all that came together, and counted one by one', async () => {
    const { take, errors, refused, running } = await following()
    const forged = lying({ key, value, headers: far })
    await take([forged, forged, forged])
    assert.deepEqual([errors.length, refused.length], [1, 3])
    await running.close()
  })
})
