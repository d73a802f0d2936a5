import type {
  AnyEvent,
  Feed,
  Quarantined,
  Reaction,
  ReactionStatus,
  RunningReaction,
  ReceivedEvent,
  Topic,
} from '@careloom/event-sourcing'

/**
 * What a service publishes of its log under a topic (`careloom.<service>.<aggregate>.v<major>`): the one place where
 * private events become a contract. A map that answers undefined keeps the event private.
 */
export type Publication<E extends AnyEvent, P extends AnyEvent> = {
  readonly topic: string
  readonly feed: Feed<ReceivedEvent<E>>
  readonly map: (event: ReceivedEvent<E>) => P | undefined
}

/** Messages that a broker brought and nobody handled, because they cannot be believed or read; `code` says why. */
export type RefusedMessages = {
  readonly topic: string
  readonly code: string
  readonly count: number
}

/** How far the broker is behind what is published here; undefined where another process sends it, or it is not known. */
export type RelayStatus = { readonly topic: string; readonly behind: number | undefined }

/**
 * The bus between services. A topic is one sequence, in the order of the publishing log and with its positions, over all
 * its streams: a consumer that keeps its checkpoint with its rows never skips and never counts twice. Reactions are told at
 * least once, in order per key.
 */
export type EventBus = {
  publish<E extends AnyEvent, P extends AnyEvent>(publication: Publication<E, P>): void
  /** A topic to follow, for read models. Empty until somebody publishes it. */
  feed<P extends AnyEvent>(topic: Topic<P>): Feed<ReceivedEvent<P>>
  /** Runs a reaction (consumer group = its name) over a topic: retried with backoff, set aside after five tries. */
  react<P extends AnyEvent>(topic: Topic<P>, reaction: Reaction<P>): RunningReaction
  /** How its reactions are doing. */
  status(): readonly ReactionStatus[]
  /** Messages that were set aside, over all reactions of this process. */
  quarantined(): Promise<readonly Quarantined[]>
  /** Hands what was set aside to its reaction again; answers how many went through. */
  replay(reaction: string, key?: string): Promise<number>
  /** A reaction that runs here, under the name that its messages are set aside by. */
  running(reaction: string): RunningReaction | undefined
  /** What was refused since the start. What it should have been is read in the log of whoever publishes it. */
  refusals(): readonly RefusedMessages[]
  close(): Promise<void>
}
