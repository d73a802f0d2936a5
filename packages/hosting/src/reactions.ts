import {
  CareloomError,
  runReaction,
  runWhileHeld,
  type AnyEvent,
  type Feed,
  type GivenUp,
  type Leases,
  type Quarantined,
  type Reaction,
  type ReactionStatus,
  type ReactionStore,
  type ReceivedEvent,
  type RunningReaction,
} from '@careloom/event-sourcing'
import type { RunReaction } from '@careloom/messaging'
import { noTracing, type Tracing } from '@careloom/telemetry'
import type { RunningBus } from './engines.ts'
import { tracedReaction } from './traced.ts'

export type ReactionsNeed = {
  readonly store: ReactionStore
  readonly leases: Leases
  readonly openBus: (run: RunReaction) => RunningBus
  readonly tracing: Tracing
  readonly now: () => string
  readonly onError: (where: string, error: unknown) => void
}

/** What a process does about what was recorded: to its own logs and to topics, each reaction at one replica at a time. */
export class Reactions {
  readonly bus: RunningBus
  private readonly need: ReactionsNeed
  private readonly toLogs: RunningReaction[] = []

  constructor(need: ReactionsNeed) {
    this.need = need
    this.bus = need.openBus((reaction, feed) => this.run(reaction, feed))
  }

  /** Starts a reaction to a log. */
  start<E extends AnyEvent>(reaction: Reaction<E>, feed: Feed<ReceivedEvent<E>>): void {
    this.toLogs.push(this.run(reaction, feed))
  }

  status(): readonly ReactionStatus[] {
    return [...this.toLogs.map((each) => each.status()), ...this.bus.status()]
  }

  /** Whether it is this process that runs a reaction now. */
  runs(name: string): boolean {
    return this.named(name)?.isHere ?? false
  }

  /** Hands what a reaction set aside to it again; answers how many went through. */
  replay(name: string, key?: string): Promise<number> {
    return this.named(name)?.replay(key) ?? Promise.resolve(0)
  }

  /** Whether a message that was set aside would be handled, if it is handed out again. */
  handles({ reaction, type }: Pick<Quarantined, 'reaction' | 'type'>): boolean {
    return this.named(reaction)?.handlesType(type) ?? false
  }

  /** Lets go what nobody handles any more, for a reason that is kept. @throws CareloomError `CL_STILL_HANDLED` */
  async giveUp(entry: Quarantined, why: GivenUp): Promise<void> {
    if (this.handles(entry))
      throw new CareloomError('CL_STILL_HANDLED', `${entry.reaction} handles ${entry.type}`)
    const running = this.named(entry.reaction)
    await (running?.giveUp(entry, why) ?? this.need.store.giveUp(entry, why))
  }

  async caughtUp(): Promise<void> {
    await Promise.all(this.toLogs.map((reaction) => reaction.caughtUp()))
    await this.bus.caughtUp()
  }

  async close(): Promise<void> {
    await Promise.all([this.bus.close(), ...this.toLogs.map((reaction) => reaction.close())])
  }

  private named(name: string): RunningReaction | undefined {
    return this.toLogs.find((each) => each.name === name) ?? this.bus.running(name)
  }

  private run<E extends AnyEvent>(
    reaction: Reaction<E>,
    feed: Feed<ReceivedEvent<E>>,
  ): RunningReaction {
    const { store, leases, tracing, now, onError } = this.need
    const options = {
      now,
      onFailure: (entry: Quarantined) =>
        onError(`reaction ${entry.reaction}`, new Error(entry.error)),
    }
    const traced = tracing === noTracing ? reaction : tracedReaction(reaction, tracing)
    const name = `reaction ${reaction.name}`
    const run = () => runReaction(traced, feed, store, options)
    return runWhileHeld(reaction, leases(name), run, { onError: (error) => onError(name, error) })
  }
}
