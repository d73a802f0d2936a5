import {
  InvalidInput,
  type AnyEvent,
  type Feed,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import type { ReadResponse, TopicServiceDefinition } from '@careloom/proto/bus'
import {
  largestMessageBytes,
  mayFollow,
  RpcFailure,
  type Call,
  type Callers,
  type Handlers,
} from '@careloom/rpc'
import { sealedEvents, type Keys } from '../sealed-event.ts'

type TopicLog = Feed<ReceivedEvent<AnyEvent>>

export type PublishedTopics = {
  /** What is published here; undefined where it is not, or not yet. */
  readonly published: (topic: string) => TopicLog | undefined
  readonly keys: Keys
  /** Who may follow what. */
  readonly callers: Callers
}

const maxRecords = 1_000
/** What comes with the events, and a last one that is large, have room beside them. */
const maxBytes = largestMessageBytes / 4

/** What a process publishes, read by whoever follows it elsewhere; bodies leave it sealed. */
export function topicHandlers(topics: PublishedTopics): Handlers<typeof TopicServiceDefinition> {
  return {
    async read({ topic, after, limit }, call) {
      const feed = followed(topics, topic, call)
      if (after < 0) throw new InvalidInput('after', 'must be a position')
      if (limit < 1) throw new InvalidInput('limit', 'must be at least 1')
      const { events, through } = await feed.readAll(after, Math.min(limit, maxRecords))
      return answerOf(await sealedEvents(topic, events, topics.keys), through)
    },
    async describe({ topic, markAt }, call) {
      const feed = followed(topics, topic, call)
      const latest = await feed.latest()
      const mark = markAt === undefined ? undefined : await feed.mark(markAt)
      return { log: feed.log ?? '', form: feed.form ?? '', latest, mark }
    },
  }
}

/** @throws RpcFailure */
function followed({ published, callers }: PublishedTopics, topic: string, call: Call): TopicLog {
  if (!mayFollow(callers, call.metadata, topic))
    throw new RpcFailure('CL_CALLER_NOT_PERMITTED', {
      retryable: false,
      reason: 'topic-not-followed',
    })
  const feed = published(topic)
  if (feed === undefined) throw new RpcFailure('CL_UNAVAILABLE', { retryable: true })
  return feed
}

/** As much of it as one answer holds, and one event at least. */
function answerOf(sealed: Awaited<ReturnType<typeof sealedEvents>>, through: number): ReadResponse {
  const events: ReadResponse['events'] = []
  let [bytes, last] = [0, 0]
  for (const { envelope, body, position } of sealed) {
    bytes += envelope.length + body.length
    if (bytes > maxBytes && events.length > 0) return { events, through: last }
    events.push({ envelope, body: Buffer.from(body) })
    last = position
  }
  return { events, through }
}
