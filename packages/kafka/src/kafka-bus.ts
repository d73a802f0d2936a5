import type { KeyObject } from 'node:crypto'
import type {
  AnyEvent,
  CareloomError,
  Keyring,
  Leases,
  ReactionStore,
} from '@careloom/event-sourcing'
import {
  EmbeddedBus,
  runRelay,
  type Batch,
  type Publication,
  type RefusedMessages,
  type RelayCheckpoint,
  type RelayOptions,
  type RelayStatus,
  type RunningRelay,
  type RunReaction,
  type TopicFeed,
  type TopicHistory,
} from '@careloom/messaging'
import type { KafkaDriver } from './driver.ts'
import { followTopic } from './follow-topic.ts'
import { messagesOf } from './kafka-message.ts'

export type KafkaBusNeed = {
  readonly driver: KafkaDriver
  /** What the names of topics begin with at the broker. */
  readonly prefix?: string
  readonly reactions: ReactionStore
  readonly run: RunReaction
  readonly keyring: Keyring<KeyObject>
  /** Proves what the house has sent: the same for all of its processes. */
  readonly proofKey: KeyObject
  readonly leases: Leases
  readonly checkpointOf: (topic: string) => RelayCheckpoint
  /** The log of another process that publishes a topic; undefined for what this one publishes. */
  readonly historyOf: (topic: string) => TopicHistory<AnyEvent> | undefined
  readonly relay?: Omit<RelayOptions, 'onError'>
  readonly againMs?: number
  readonly lookMs?: number
  readonly onError?: (where: string, error: unknown) => void
  /** Around each batch that is sent to the broker: for whoever follows it there. */
  readonly sending?: (batch: Batch, send: () => Promise<void>) => Promise<void>
}

type Running = { close(): Promise<void> }

/**
 * The bus of several processes. What this process publishes it follows in its own logs, and relays to the broker; what others
 * publish comes over the broker, with their logs as its history.
 */
export class KafkaBus extends EmbeddedBus {
  private readonly need: KafkaBusNeed
  private readonly underWay: Running[] = []
  private readonly relaying = new Map<string, RunningRelay>()
  private readonly refused = new Map<string, RefusedMessages>()

  constructor(need: KafkaBusNeed) {
    super(need.reactions, need.run)
    this.need = need
  }

  override publish<E extends AnyEvent, P extends AnyEvent>(publication: Publication<E, P>): void {
    super.publish(publication)
    const { driver, keyring, proofKey, leases, checkpointOf, relay, sending } = this.need
    const { topic } = publication
    const onError = this.told(`relay ${topic}`)
    const handOn = async (batch: Batch) =>
      driver.send(this.named(topic), 0, await messagesOf(batch, { keys: keyring, proofKey }))
    const send = (batch: Batch) =>
      sending === undefined ? handOn(batch) : sending(batch, () => handOn(batch))
    const lease = leases(`relay ${topic}`)
    const options = { ...relay, onError }
    const running = runRelay(publication, { send }, checkpointOf(topic), lease, options)
    this.underWay.push(running)
    this.relaying.set(topic, running)
  }

  override relays(): readonly RelayStatus[] {
    return [...this.relaying].map(([topic, relay]) => ({ topic, behind: relay.behind() }))
  }

  override refusals(): readonly RefusedMessages[] {
    return [...this.refused.values()]
  }

  override async close(): Promise<void> {
    await Promise.all(this.underWay.map((each) => each.close()))
    await super.close()
  }

  protected override opened(feed: TopicFeed): void {
    const history = this.need.historyOf(feed.name)
    if (history === undefined) return
    const { againMs = 1_000, lookMs = 5_000 } = this.need
    const [name, onError] = [this.named(feed.name), this.told(`topic ${feed.name}`)]
    const onRefused = ({ code }: CareloomError) => this.noteRefused(feed.name, code)
    this.underWay.push(
      followTopic(feed, { ...this.need, name, history, againMs, lookMs, onError, onRefused }),
    )
  }

  private noteRefused(topic: string, code: string): void {
    const key = `${topic} ${code}`
    this.refused.set(key, { topic, code, count: (this.refused.get(key)?.count ?? 0) + 1 })
  }

  private named(topic: string): string {
    return `${this.need.prefix ?? ''}${topic}`
  }

  private told(where: string): (error: unknown) => void {
    return (error) => this.need.onError?.(where, error)
  }
}
