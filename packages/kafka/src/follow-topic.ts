import type { KeyObject } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { CareloomError, type AnyEvent, type Keyring } from '@careloom/event-sourcing'
import { MessageDamaged, TopicTail, type TopicFeed, type TopicHistory } from '@careloom/messaging'
import type { StoredMessage } from './client.ts'
import type { KafkaDriver } from './driver.ts'
import { batchOf } from './kafka-message.ts'
import { MessageNotProven } from './message-proof.ts'
import type { Tail } from './tail.ts'

export type FollowingNeed = {
  readonly driver: KafkaDriver
  /** What the topic is called at the broker. */
  readonly name: string
  readonly history: TopicHistory<AnyEvent>
  readonly keyring: Keyring<KeyObject>
  /** Proves what the house has sent. */
  readonly proofKey: KeyObject
  /** How long it waits before it tries again what did not work; milliseconds. */
  readonly againMs: number
  /** How often it looks whether the broker has left something out; milliseconds. */
  readonly lookMs: number
  readonly onError: (error: unknown) => void
  /** Told of each message that is not believed, or that nobody can read. */
  readonly onRefused: (error: CareloomError) => void
}

/**
 * Follows what another process publishes: the broker brings its tail, and whatever that does not bring is read in the
 * history. A broker that is away makes it late, not lost.
 */
export function followTopic(feed: TopicFeed, need: FollowingNeed): { close(): Promise<void> } {
  const { driver, name, history, keyring, proofKey, againMs, lookMs } = need
  const { onError, onRefused } = need
  const closing = new AbortController()
  const topic = feed.name
  const running = run()

  async function run(): Promise<void> {
    const tail = await untilDone(async () => {
      const through = await history.latest()
      return new TopicTail({ topic, history, through, keyring })
    })
    if (tail === undefined) return
    feed.attach({ topic, feed: tail, map: (event) => event })
    const [broker] = await Promise.all([untilDone(() => listen(tail)), look(tail)])
    await broker?.close()
  }

  /** What was there before the broker was listened to is history. */
  async function listen(tail: TopicTail<AnyEvent>): Promise<Tail> {
    const broker = await driver.tail(name, 'end', (messages) => take(tail, messages))
    tail.skip(await history.latest())
    return broker
  }

  /** The broker only hints at what the log says: in place of what cannot be believed or read, the log is. */
  async function take(
    tail: TopicTail<AnyEvent>,
    messages: readonly StoredMessage[],
  ): Promise<void> {
    let refused: CareloomError | undefined
    for (const message of messages)
      try {
        tail.receive(await batchOf(topic, message, { keys: keyring, proofKey }))
      } catch (error) {
        if (!isRefused(error)) throw error
        onRefused(error)
        refused = error
      }
    if (refused === undefined) return
    onError(refused)
    // Without an answer the next look asks again: nothing behind it waits.
    const latest = await history.latest().catch(onError)
    if (latest !== undefined) tail.skip(latest)
  }

  /** What was recorded at one look and has not come by the next is read in the history. */
  async function look(tail: TopicTail<AnyEvent>): Promise<void> {
    for (let before = 0; !closing.signal.aborted;) {
      await pause(lookMs)
      const latest = await history.latest().catch(onError)
      if (latest === undefined) continue
      if (tail.known() < before) tail.skip(latest)
      before = latest
    }
  }

  /** Undefined when it was closed before. */
  async function untilDone<T>(work: () => Promise<T>): Promise<T | undefined> {
    while (!closing.signal.aborted)
      try {
        return await work()
      } catch (error) {
        onError(error)
        await pause(againMs)
      }
    return undefined
  }

  function pause(ms: number): Promise<void> {
    return setTimeout(ms, undefined, { signal: closing.signal }).catch(() => undefined)
  }

  return {
    async close() {
      closing.abort()
      await running
    },
  }
}

/** Whatever it was, the log of whoever publishes has it: nothing behind it waits. */
const isRefused = (error: unknown): error is CareloomError =>
  error instanceof MessageNotProven ||
  error instanceof MessageDamaged ||
  (error instanceof CareloomError && error.code === 'CL_KEY_MISSING')
