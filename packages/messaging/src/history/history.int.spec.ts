import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from '@jest/globals'
import type { ReceivedEvent } from '@careloom/event-sourcing'
import { TopicServiceDefinition } from '@careloom/proto/bus'
import { RpcFailure, type Callers } from '@careloom/rpc'
import { GrpcServer, grpcClient } from '@careloom/rpc/grpc'
import { openScratchLog, type NoteEvent } from '@careloom/testing'
import { published, type NotePublished } from '@careloom/testing/bus.contract'
import { historyContract } from '@careloom/testing/history.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { TopicFeed } from '../topic-feed.ts'
import type { TopicHistory } from '../topic-tail.ts'
import { remoteHistory } from './remote-history.ts'
import { topicHandlers } from './topic-service.ts'

const topic = 'careloom.test.note.v1'
const callers: Callers = {
  loom: { calls: [], follows: [topic] },
  spindle: { calls: [], follows: ['careloom.test.other.v1'] },
  door: { calls: [TopicServiceDefinition.fullName], isDoor: true },
  nobody: { calls: [] },
}
const keys = new Map(
  Object.keys(callers).map((name) => [name, generateKeyPairSync('ed25519')] as const),
)

async function publishing(t: TestContext) {
  const log = await openScratchLog<NoteEvent>(t)
  const feed = new TopicFeed(topic)
  feed.attach({
    topic,
    feed: log.store.feed,
    map: (event) => published(event as ReceivedEvent<NoteEvent>),
  })
  return { ...log, feed }
}

/** The topic in another process, as each caller is given it. */
async function served(t: TestContext) {
  const { feed, keyring, store } = await publishing(t)
  const keyOf = (name: string) => keys.get(name)?.publicKey
  const server = new GrpcServer({ isHealthy: () => true, trust: { callers, keyOf } })
  const ours = (name: string) => (name === topic ? feed : undefined)
  server.add(TopicServiceDefinition, topicHandlers({ published: ours, keys: keyring, callers }))
  const { port, close } = await server.listen('127.0.0.1:0')
  t.after(close)
  const clientOf = (name: string) => {
    const key = keys.get(name)?.privateKey ?? assert.fail(name)
    const address = `127.0.0.1:${port}`
    const made = grpcClient(TopicServiceDefinition, address, { name, key, callers })
    t.after(made.close)
    return made.client
  }
  const historyOf = (follower: string, of = topic) =>
    remoteHistory({ topic: of, client: clientOf(follower), keys: keyring, follower })
  return { store, keyring, clientOf, historyOf }
}

// The topic says what its messages are.
const ofNotes = (history: unknown) => history as TopicHistory<NotePublished>

historyContract('in process', async (t) => {
  const { store, keyring, feed } = await publishing(t)
  return { store, keyring, history: ofNotes(feed) }
})

historyContract('over gRPC', async (t) => {
  const { store, keyring, historyOf } = await served(t)
  const history = historyOf('loom')
  // Which log it is and how it is read is told with how far it goes.
  await history.latest()
  return { store, keyring, history: ofNotes(history) }
})

describe('the history of a topic over gRPC', () => {
  const isRefused = (reason: string) => (error: unknown) =>
    error instanceof RpcFailure && error.reason === reason && !error.retryable

  it(
    'is told to those who are declared to follow that topic, and to nobody else',
    withContext(async (t) => {
      const { historyOf, clientOf } = await served(t)
      await assert.rejects(historyOf('spindle').readAll(0, 1), isRefused('topic-not-followed'))
      await assert.rejects(historyOf('spindle').latest(), isRefused('topic-not-followed'))
      await assert.rejects(historyOf('nobody').latest(), isRefused('service-not-for-this-caller'))
      const metadata = { actor: 'ada', causationId: 'c' }
      await assert.rejects(
        clientOf('door').read({ topic, after: 0, limit: 1 }, { metadata }),
        isRefused('topic-not-followed'),
      )
    }),
  )
  it(
    'is asked for again where it is not published, or not yet',
    withContext(async (t) => {
      const { historyOf } = await served(t)
      const other = historyOf('spindle', 'careloom.test.other.v1')
      await assert.rejects(
        other.latest(),
        (error) =>
          error instanceof RpcFailure && error.code === 'CL_UNAVAILABLE' && error.retryable,
      )
    }),
  )
})
