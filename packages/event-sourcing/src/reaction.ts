import { orTryAgain, type Answered } from './command-handler.ts'
import type { AnyEvent, DataOf } from './decider.ts'
import type { Feed, Metadata } from './event-store.ts'
import { CareloomError, StoreBusy, StoreReadOnly } from './failure.ts'
import type { ReceivedEvent } from './projection.ts'
import { InvalidInput } from './values.ts'
import { breather } from './breather.ts'
import { Follower } from './follower.ts'

/** A message set aside after five tries (or because one before it with the same key was). Envelope only, no content. */
export type Quarantined = {
  readonly reaction: string
  readonly position: number
  readonly key: string
  readonly type: string
  readonly tries: number
  readonly error: string
  readonly at: string
}

/** Where reactions keep how far they are and what they set aside. */
export type ReactionStore = {
  checkpoint(reaction: string): number
  saveCheckpoint(reaction: string, position: number): void
  quarantine(entry: Quarantined): void
  quarantined(reaction?: string): readonly Quarantined[]
  release(reaction: string, position: number): void
}

/**
 * Something to do about events: at least once, in order per key, keys side by side. `handle` must be idempotent; a
 * command it sends carries the event's id as causation id.
 */
export type Reaction<E extends AnyEvent> = {
  readonly name: string
  readonly handles: readonly string[]
  keyOf(event: ReceivedEvent<E>): string
  handle(event: ReceivedEvent<E>): Promise<void>
}

/** What a handler may answer: what came of the command that it sent, if it sent one. */
type Done = Promise<Answered | undefined | void>

/** What to do about each type of event; `metadata` is that of a command which follows from it. */
type Doing<E extends AnyEvent> = {
  readonly [Type in E['type']]?: (
    data: DataOf<E, Type>,
    metadata: Metadata,
    event: ReceivedEvent<Extract<E, { type: Type }>>,
  ) => Done
}

/**
 * A reaction by type of event. A command that follows is sent as `system:<name>`, with the id of the event as its causation:
 * handled twice, it is carried out once. A refusal is an answer; too many conflicts are tried again.
 */
export function reaction<E extends AnyEvent>({
  name,
  key = ({ stream }) => stream,
  on,
}: {
  readonly name: string
  /** Events under one key are handled in order; that is their stream, unless said otherwise. */
  readonly key?: (event: ReceivedEvent<E>) => string
  readonly on: Doing<E>
}): Reaction<E> {
  return {
    name,
    handles: Object.keys(on),
    keyOf: key,
    async handle(event) {
      // The table is keyed by the type of the event that it is asked with.
      const handler = on[event.type as E['type']] as Handler<E> | undefined
      const metadata = { ...event.meta, actor: `system:${name}`, causationId: event.id }
      const outcome = await handler?.(event.data, metadata, event)
      if (outcome !== undefined) orTryAgain(outcome)
    },
  }
}

type Handler<E extends AnyEvent> = (
  data: E['data'],
  metadata: Metadata,
  event: ReceivedEvent<E>,
) => Done

export type ReactionOptions = {
  readonly tries?: number
  readonly backoffMs?: (attempt: number) => number
  readonly concurrency?: number
  readonly now: () => string
  readonly onFailure?: (entry: Quarantined) => void
}

export type RunningReaction = {
  readonly name: string
  /** Position up to which every event has been handled or set aside. */
  checkpoint(): number
  /** Hands the events that were set aside for a key (or all) to `handle` again, in order; answers how many succeeded. */
  replay(key?: string): Promise<number>
  /** Resolves when everything that was in the feed at the call has been handled. For tests and shutdown. */
  caughtUp(): Promise<void>
  /** Stops taking new events and waits for those under way. */
  close(): Promise<void>
}

const pageSize = 200

/** Runs a reaction over a feed. */
export function runReaction<E extends AnyEvent>(
  reaction: Reaction<E>,
  feed: Feed<ReceivedEvent<E>>,
  store: ReactionStore,
  options: ReactionOptions,
): RunningReaction {
  return new ReactionRunner(reaction, feed, store, options)
}

class ReactionRunner<E extends AnyEvent> implements RunningReaction {
  readonly name: string
  private readonly reaction: Reaction<E>
  private readonly feed: Feed<ReceivedEvent<E>>
  private readonly store: ReactionStore
  private readonly options: ReactionOptions
  private readonly handles: ReadonlySet<string>
  private readonly stop: () => void
  /** One chain per key: its events never overtake each other. */
  private readonly lanes = new Map<string, Promise<void>>()
  private readonly underWay = new Set<number>()
  private readonly parked: Set<string>
  private dispatched: number
  private saved: number
  private readonly follower = new Follower(
    () => this.pump(),
    (error) => this.standStill(error),
  )
  private room: (() => void) | undefined

  constructor(
    reaction: Reaction<E>,
    feed: Feed<ReceivedEvent<E>>,
    store: ReactionStore,
    options: ReactionOptions,
  ) {
    this.name = reaction.name
    this.reaction = reaction
    this.feed = feed
    this.store = store
    this.options = options
    this.handles = new Set(reaction.handles)
    this.dispatched = this.saved = store.checkpoint(reaction.name)
    this.parked = new Set(store.quarantined(reaction.name).map(({ key }) => key))
    this.stop = feed.onAppended(() => this.follower.wake())
    this.follower.wake()
  }

  checkpoint(): number {
    let low = this.dispatched
    for (const position of this.underWay) if (position - 1 < low) low = position - 1
    return low
  }

  async caughtUp(): Promise<void> {
    const head = this.feed.head()
    while (this.checkpoint() < head && !this.follower.isHalted) await pause(2)
  }

  async replay(key?: string): Promise<number> {
    let succeeded = 0
    const stuck = new Set<string>()
    for (const entry of this.store.quarantined(this.name)) {
      if ((key !== undefined && entry.key !== key) || stuck.has(entry.key)) continue
      const page = await this.feed.readAll(entry.position - 1, 1)
      const event = page.events[0]
      if (event !== undefined && !event.erased && !(await this.tried(event))) {
        stuck.add(entry.key)
        continue
      }
      this.store.release(this.name, entry.position)
      succeeded += 1
    }
    for (const parked of this.parked)
      if (!this.store.quarantined(this.name).some((entry) => entry.key === parked))
        this.parked.delete(parked)
    return succeeded
  }

  async close(): Promise<void> {
    this.stop()
    this.follower.halt()
    this.room?.()
    await this.follower.stop()
    await Promise.all(this.lanes.values())
    this.save()
  }

  private async tried(event: ReceivedEvent<E>): Promise<boolean> {
    try {
      await this.reaction.handle(event)
      return true
    } catch {
      return false
    }
  }

  private async pump(): Promise<void> {
    while (!this.follower.isHalted) {
      const page = await this.feed.readAll(this.dispatched, pageSize)
      if (page.through === this.dispatched) return
      for (const event of page.events) {
        if (event.erased || !this.handles.has(event.type)) continue
        await this.hasRoom()
        if (this.follower.isHalted) return
        this.dispatch(event)
      }
      this.dispatched = page.through
      this.save()
      await breather()
    }
  }

  private async hasRoom(): Promise<void> {
    while (this.underWay.size >= (this.options.concurrency ?? 64) && !this.follower.isHalted)
      await new Promise<void>((resolve) => {
        this.room = resolve
      })
  }

  private dispatch(event: ReceivedEvent<E>): void {
    const key = this.reaction.keyOf(event)
    this.underWay.add(event.position)
    this.dispatched = Math.max(this.dispatched, event.position)
    const lane = (this.lanes.get(key) ?? Promise.resolve())
      .then(() => this.work(event, key))
      .catch((error: unknown) => this.standStill(error, event))
    const settled = lane.then(() => {
      this.room?.()
      if (this.lanes.get(key) === settled) this.lanes.delete(key)
      if (this.underWay.size === 0) this.save()
    })
    this.lanes.set(key, settled)
  }

  /** What cannot be read, or whose fate cannot be recorded, is not passed over: the reaction stops before it and says so. */
  private standStill(error: unknown, event?: ReceivedEvent<E>): void {
    this.follower.halt()
    this.room?.()
    const position = event?.position ?? this.checkpoint() + 1
    const { key = '', type = '' } =
      event === undefined ? {} : { key: event.stream, type: event.type }
    this.options.onFailure?.({
      reaction: this.name,
      position,
      key,
      type,
      tries: 0,
      error: describe(error),
      at: this.options.now(),
    })
  }

  private async work(event: ReceivedEvent<E>, key: string): Promise<void> {
    // Not begun yet, and one before it may have been left undone: the next start hands out both, in order.
    if (this.follower.isHalted) return
    if (this.parked.has(key)) {
      this.setAside(event, key, 0, 'behind one that was set aside')
      this.underWay.delete(event.position)
      return
    }
    if (await this.persist(event, key)) this.underWay.delete(event.position)
  }

  /** Tries until it works, until it is set aside, or until the process closes; only then the event stays under way. */
  private async persist(event: ReceivedEvent<E>, key: string): Promise<boolean> {
    const tries = this.options.tries ?? 5
    for (let attempt = 1; ;) {
      try {
        await this.reaction.handle(event)
        return true
      } catch (error) {
        if (error instanceof StoreReadOnly) {
          this.follower.halt()
          return false
        }
        const busy = error instanceof StoreBusy
        if (!busy && (attempt >= tries || !isRetryable(error))) {
          this.setAside(event, key, attempt, describe(error))
          return true
        }
        if (this.follower.isHalted) return false
        await pause(busy ? error.retryAfterMs : (this.options.backoffMs ?? backoff)(attempt))
        if (!busy) attempt += 1
      }
    }
  }

  private setAside(event: ReceivedEvent<E>, key: string, tries: number, error: string): void {
    this.parked.add(key)
    const entry = {
      reaction: this.name,
      position: event.position,
      key,
      type: event.type,
      tries,
      error,
      at: this.options.now(),
    }
    this.store.quarantine(entry)
    this.options.onFailure?.(entry)
  }

  private save(): void {
    const position = this.checkpoint()
    if (position <= this.saved) return
    this.saved = position
    this.store.saveCheckpoint(this.name, position)
  }
}

/** Bad input and mistakes in our own code do not get better by trying again. */
function isRetryable(error: unknown): boolean {
  return !(
    error instanceof InvalidInput ||
    error instanceof TypeError ||
    error instanceof RangeError
  )
}

/** A code or a kind, and our own words; never content. */
function describe(error: unknown): string {
  if (error instanceof CareloomError) return error.code
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown'
}

function backoff(attempt: number): number {
  return 50 * 4 ** (attempt - 1) * (0.5 + Math.random())
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
