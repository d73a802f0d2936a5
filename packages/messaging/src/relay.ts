import {
  EventTooNew,
  Follower,
  type AnyEvent,
  type Lease,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import type { Publication } from './bus.ts'
import { publishedOf } from './published-of.ts'

/**
 * What a broker carries at once: all that a topic has of its log after one position and up to another, in order. None of it
 * is published: it still says how far the topic goes.
 */
export type Batch = {
  readonly topic: string
  /** The log. A topic is one sequence: whatever spreads messages by their key keeps those of one log together. */
  readonly key: string
  readonly after: number
  readonly through: number
  readonly events: readonly ReceivedEvent<AnyEvent>[]
}

/** Resolves when the broker has the batch durably, behind what was sent under its key before. */
export type Producer = { send(batch: Batch): Promise<void> }

/** How far the relay is: a save that goes back, or with an epoch older than one that has saved, answers false and changes nothing. */
export type RelayCheckpoint = {
  load(): Promise<number>
  save(position: number, epoch: number): Promise<boolean>
}

export type RunningRelay = { close(): Promise<void> }

export type RelayOptions = {
  /** How long a relay without the lease, or after a failure, waits before it tries again; milliseconds. */
  readonly idleMs?: number
  readonly onError?: (error: unknown) => void
}

const batchSize = 500

/**
 * Hands a log to a broker, in order, from its checkpoint. The log is the outbox: what is in it is sent at least once,
 * and the checkpoint moves only after the broker has answered. A relay whose lease went to another sends at most the
 * batch that it had begun, and moves no checkpoint; a late batch is passed over by its positions (`TopicTail`).
 */
export function runRelay<E extends AnyEvent, P extends AnyEvent>(
  publication: Publication<E, P>,
  producer: Producer,
  checkpoint: RelayCheckpoint,
  lease: Lease,
  { idleMs = 1_000, onError }: RelayOptions = {},
): RunningRelay {
  let canWait = false
  let nextLook: NodeJS.Timeout | undefined
  const follower = new Follower(work, (error) => onError?.(error))
  const stop = publication.feed.onAppended(() => follower.wake())
  follower.wake()

  async function work(): Promise<void> {
    // Without the lease or the broker, news can wait.
    if (canWait) return
    clearTimeout(nextLook)
    canWait = true
    try {
      canWait = (await rounds()) === 'later'
    } catch (error) {
      // Whoever can go on does: a process of a newer version reads what this one cannot.
      if (error instanceof EventTooNew) await lease.release()
      throw error
    } finally {
      nextLook = setTimeout(look, idleMs)
    }
  }

  /** For what may be new, for the lease, or for a broker that was away. */
  function look(): void {
    canWait = false
    follower.wake()
  }

  async function rounds(): Promise<'done' | 'later'> {
    for (;;) {
      const outcome = await round()
      if (outcome !== 'more') return outcome
      if (follower.isHalted) return 'done'
    }
  }

  /** One batch. */
  async function round(): Promise<'more' | 'done' | 'later'> {
    const epoch = await lease.acquire()
    if (epoch === undefined) return 'later'
    const after = await checkpoint.load()
    const { topic, feed, map } = publication
    const page = await feed.readAll(after, batchSize)
    if (page.through === after) return 'done'
    const { events, through } = publishedOf(page, map, withBody)
    await producer.send({ topic, key: feed.name, after, through, events })
    return (await checkpoint.save(through, epoch)) ? 'more' : 'later'
  }

  return {
    async close() {
      stop()
      await follower.stop()
      clearTimeout(nextLook)
      await lease.release()
    },
  }
}

function withBody(
  event: ReceivedEvent<AnyEvent>,
  { type, data }: AnyEvent,
): ReceivedEvent<AnyEvent> {
  const { position, stream, revision, id, time, person, causationId, meta } = event
  return {
    position,
    stream,
    revision,
    id,
    time,
    person,
    causationId,
    meta,
    erased: false,
    type,
    data,
  }
}
