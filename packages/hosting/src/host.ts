import type { Env } from '@careloom/config'
import type {
  AnyEvent,
  Clock,
  Days,
  Door,
  EventSchema,
  EventStore,
  Feed,
  FireTimer,
  Keyring,
  NewId,
  OpenShared,
  Place,
  Projection,
  ProjectionStatus,
  Published,
  ProcessEvent,
  ProcessManager,
  Reaction,
  ReactionStatus,
  ReadModel,
  Targets,
  Timer,
  ReceivedEvent,
} from '@careloom/event-sourcing'
import type { EventBus, RefusedMessages } from '@careloom/messaging'
import type { Client, Handlers, ServiceDefinition } from '@careloom/rpc'
import type { Metrics } from '@careloom/telemetry'

/** The log of one service, seen as holding the events of one of its aggregates. */
export type Log = {
  readonly feed: Feed<ReceivedEvent<AnyEvent>>
  of<E extends AnyEvent>(): EventStore<E>
}

/** What a read model is made of: the own log of its service, topics, or both; the log is read first. */
export type Sources = { readonly log?: Log; readonly topics?: readonly string[] }

/**
 * What a process offers the services it runs: stores, read models, bus and calls, without saying which. One process for
 * everything (embedded) and one per service (cluster) are two hosts; a service's `start.ts` is the same for both.
 */
export type Host = {
  readonly clock: Clock
  readonly days: Days
  readonly newId: NewId
  /** What the services are told: each reads its own part of it when it starts, by its settings. */
  readonly env: Env
  readonly bus: EventBus
  readonly keyring: Keyring
  readonly metrics: Metrics
  /** @param options `isVital`: is written while the disk is full, as long as some kept room lasts */
  openLog(service: string, schema: EventSchema, options?: { isVital?: boolean }): Promise<Log>
  /** Starts a read model of a service. */
  project<E extends AnyEvent, Row>(
    service: string,
    projection: Projection<E, Row>,
    sources: Sources,
  ): ReadModel<Row>
  /** Tells others what of a log is for them. */
  publish(log: Log, published: Published): void
  /** Starts a reaction to a service's own log, at one replica at a time. */
  react<E extends AnyEvent>(log: Log, reaction: Reaction<E>): void
  /** Starts a process manager: listens to topics (or the own log), asks targets, records answers. */
  process<State, M extends AnyEvent>(
    log: Log,
    manager: ProcessManager<State, M>,
    sources: readonly (string | Log)[],
    targets: Targets,
  ): void
  /** Starts a scheduler over a timer read model. */
  schedule<T extends Timer>(timers: ReadModel<T>, fire: FireTimer<T>): void
  /** Does something again and again, at one replica of a service at a time; what failed is done again sooner. Twice must be as once. */
  every(name: string, ms: number, work: () => Promise<unknown>): void
  /** What all replicas of a service know under a name, each piece of it for so long. */
  shared: OpenShared
  /**
   * Opens a door of this process: people are served through it.
   * @param sees resolves when whatever decides there has seen a place; idempotent
   */
  door(sees: (place: Place) => Promise<void>): Door
  /**
   * Resolves when every door that is there, in whichever process, has seen a place: one that has not serves nothing until it has.
   * @param withinMs three seconds unless said otherwise @throws NotCaughtUp
   */
  barrier(place: Place, withinMs?: number): Promise<void>
  /** Offers a service to others. */
  serve<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): void
  /** Calls a service, wherever it runs; it may start later. */
  client<D extends ServiceDefinition>(definition: D): Client<D>
  /** A keyed hash of a natural key, for claim streams: no identifier stands in a log. */
  hashed(kind: string, naturalKey: string): string
}

export type HostStatus = {
  readonly readOnly: boolean
  /** `behind`: events in its feeds that it has not seen yet. */
  readonly projections: readonly (ProjectionStatus & {
    readonly service: string
    readonly behind: number
  })[]
  readonly reactions: readonly ReactionStatus[]
  readonly refusedMessages: readonly RefusedMessages[]
}

export type { ProcessEvent }
