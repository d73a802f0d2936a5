import type {
  AnyEvent,
  Feed,
  Quarantined,
  Reaction,
  ReactionStatus,
  ReactionStore,
  RunningReaction,
  ReceivedEvent,
  Topic,
} from '@careloom/event-sourcing'
import type { EventBus, Publication, RefusedMessages, RelayStatus } from './bus.ts'
import { TopicFeed } from './topic-feed.ts'

/** How a reaction is run over a feed. */
export type RunReaction = <E extends AnyEvent>(
  reaction: Reaction<E>,
  feed: Feed<ReceivedEvent<E>>,
) => RunningReaction

/** The bus of one process: topics are views of durable logs, so what is acknowledged is already published. */
export class EmbeddedBus implements EventBus {
  private readonly topics = new Map<string, TopicFeed>()
  private readonly own = new Map<string, TopicFeed>()
  private readonly reactions = new Map<string, RunningReaction>()
  private readonly store: ReactionStore
  private readonly run: RunReaction

  constructor(store: ReactionStore, run: RunReaction) {
    this.store = store
    this.run = run
  }

  publish<E extends AnyEvent, P extends AnyEvent>(publication: Publication<E, P>): void {
    const topic = this.topic(publication.topic)
    topic.attach(publication as unknown as Publication<AnyEvent, AnyEvent>)
    this.own.set(publication.topic, topic)
  }

  /** A topic that this process publishes, for whoever reads it from elsewhere. */
  published(topic: string): Feed<ReceivedEvent<AnyEvent>> | undefined {
    return this.own.get(topic)
  }

  /** Whether it is known of everything that is followed how far it goes. */
  get isOpen(): boolean {
    return [...this.topics.values()].every((topic) => topic.isOpen)
  }

  feed<P extends AnyEvent>(topic: Topic<P>): Feed<ReceivedEvent<P>> {
    return this.topic(topic) as unknown as Feed<ReceivedEvent<P>>
  }

  react<P extends AnyEvent>(topic: Topic<P>, reaction: Reaction<P>): RunningReaction {
    // One group may follow several topics; each has its own checkpoint.
    const name = `${reaction.name}<${topic}`
    if (this.reactions.has(name)) throw new TypeError(`${name} runs already`)
    const running = this.run({ ...reaction, name }, this.feed<P>(topic))
    this.reactions.set(name, running)
    return running
  }

  status(): readonly ReactionStatus[] {
    return [...this.reactions.values()].map((reaction) => reaction.status())
  }

  /** What is durable is published. */
  relays(): readonly RelayStatus[] {
    return []
  }

  quarantined(): Promise<readonly Quarantined[]> {
    return this.store.quarantined()
  }

  replay(reaction: string, key?: string): Promise<number> {
    return this.running(reaction)?.replay(key) ?? Promise.resolve(0)
  }

  running(reaction: string): RunningReaction | undefined {
    return this.reactions.get(reaction)
  }

  /** Nobody else writes into its topics. */
  refusals(): readonly RefusedMessages[] {
    return []
  }

  async caughtUp(): Promise<void> {
    await Promise.all([...this.reactions.values()].map((reaction) => reaction.caughtUp()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.reactions.values()].map((reaction) => reaction.close()))
    for (const topic of this.topics.values()) topic.close()
  }

  /** Somebody follows or publishes a topic for the first time. */
  protected opened(_topic: TopicFeed): void {}

  private topic(name: string): TopicFeed {
    let topic = this.topics.get(name)
    if (topic === undefined) {
      topic = new TopicFeed(name)
      this.topics.set(name, topic)
      this.opened(topic)
    }
    return topic
  }
}
