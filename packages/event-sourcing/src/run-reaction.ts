import { breather } from './breather.ts'
import type { AnyEvent } from './decider.ts'
import type { Feed } from './event-store.ts'
import { CareloomError, summaryOf } from './failure.ts'
import { Follower } from './follower.ts'
import { Lanes, type Slot } from './lanes.ts'
import type { ReceivedEvent } from './projection.ts'
import type { Reaction } from './reaction.ts'
import type {
  GivenUp,
  Quarantined,
  Reached,
  ReactionState,
  ReactionStore,
} from './reaction-store.ts'
import { patiently } from './patience.ts'
import { havingSeen } from './seen.ts'
import { InvalidInput } from './values.ts'

export type ReactionOptions = {
  /** Tries of a message that fails, before it is set aside: five unless said otherwise. */
  readonly tries?: number
  /** How long to wait after so many failures of a message; milliseconds. */
  readonly backoffMs?: (attempt: number) => number
  /** How long to wait, the nth time, for somebody who is away; milliseconds. */
  readonly awayMs?: (attempt: number) => number
  /** How long it stands still before it looks whether it can go on; milliseconds. */
  readonly standsMs?: number
  /** Messages handled at the same time. */
  readonly concurrency?: number
  readonly now: () => string
  /** Told once of each message that was set aside, and of each time that the reaction stands still. */
  readonly onFailure?: (entry: Quarantined) => void
}

/** How a reaction is doing: for `/readyz` and the console. */
export type ReactionStatus = {
  readonly name: string
  /** The types of events that it does something about. */
  readonly handles: readonly string[]
  /** Position up to which every event has been handled or set aside. */
  readonly checkpoint: number
  /** Events of its feed after that; only the replica that runs it can say. */
  readonly behind?: number
  /** Keys that wait for somebody who is away (busy, read-only, late), and since when the first of them does. */
  readonly waiting: number
  readonly waitingSince?: string
  /** What the first of them waits for now. */
  readonly waitingFor?: string
  /** Why it stands still, if it does; it tries again every few seconds. */
  readonly failure?: { readonly position: number; readonly error: string }
}

export type RunningReaction = {
  readonly name: string
  /** Whether it is this replica that runs it. */
  readonly isHere: boolean
  /** Position up to which every event has been handled or set aside. */
  checkpoint(): number
  status(): ReactionStatus
  /** Hands the events that were set aside for a key (or all) to `handle` again, in order; answers how many succeeded. */
  replay(key?: string): Promise<number>
  /** Whether it does something about a type of event. */
  handlesType(type: string): boolean
  /** Lets go what it set aside and does not handle any more; those behind it under its key can be replayed then. */
  giveUp(entry: Quarantined, why: GivenUp): Promise<void>
  /** Resolves when everything that was in the feed at the call has been handled, is set aside, or waits for somebody who is away. For tests and shutdown. */
  caughtUp(): Promise<void>
  /** Stops taking new events and waits for those under way. */
  close(): Promise<void>
}

const pageSize = 200
const defaultConcurrency = 64
/** Events begun and not done, those that wait included: what memory holds. */
const maxUnderWay = 10_000
const defaultStandsMs = 2_000

/**
 * Runs a reaction over a feed. A message that fails is tried five times and then set aside, with those behind it under its
 * key. Who is away, busy or late is no failure of the message: it waits, however long, and holds up its own key only. What
 * cannot be read, or whose fate cannot be recorded, is not passed over: the reaction stands still, says so, and goes on by
 * itself when it can.
 */
export function runReaction<E extends AnyEvent>(
  reaction: Reaction<E>,
  feed: Feed<ReceivedEvent<E>>,
  store: ReactionStore,
  options: ReactionOptions,
): RunningReaction {
  return new ReactionRunner(reaction, feed, store, options)
}

class ReactionRunner<E extends AnyEvent> implements RunningReaction {
  readonly isHere = true
  readonly name: string
  private readonly reaction: Reaction<E>
  private saving: Promise<void> = Promise.resolve()
  private isSaveDue = false
  private readonly feed: Feed<ReceivedEvent<E>>
  private readonly store: ReactionStore
  private readonly options: ReactionOptions
  private readonly handles: ReadonlySet<string>
  private readonly stop: () => void
  private readonly lanes: Lanes
  /** Begun and not done, by position: under which key. */
  private readonly underWay = new Map<number, string>()
  /** Keys whose first message waits for somebody who is away: since when, and for what. */
  private readonly waiting = new Map<string, { readonly since: string; readonly reason: string }>()
  /** Those of them that do not ask at this moment. */
  private readonly paused = new Set<string>()
  /** What stands still, by position, and why. */
  private readonly standing = new Map<number, string>()
  private readonly parked = new Set<string>()
  /** Where it was at the start and what it had set aside, when that has been read. */
  private loading: Promise<ReactionState> | undefined
  /** Where it was at the start, until that has been compared with its feed. */
  private found: Reached | undefined
  private dispatched = 0
  private saved = 0
  private nextTry: NodeJS.Timeout | undefined
  private room: (() => void) | undefined
  private readonly follower = new Follower(
    () => this.pump(),
    (error) => this.standStill(error, this.dispatched + 1),
  )

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
    this.lanes = new Lanes(options.concurrency ?? defaultConcurrency)
    this.stop = feed.onAppended(() => this.follower.wake())
    this.follower.wake()
  }

  checkpoint(): number {
    let low = this.dispatched
    for (const position of this.underWay.keys()) if (position - 1 < low) low = position - 1
    return low
  }

  status(): ReactionStatus {
    const [first] = this.waiting.values()
    const [stands] = this.standing
    return {
      name: this.name,
      handles: [...this.handles],
      checkpoint: this.checkpoint(),
      behind: Math.max(0, this.feed.known() - this.checkpoint()),
      waiting: this.waiting.size,
      ...(first === undefined ? {} : { waitingSince: first.since, waitingFor: first.reason }),
      ...(stands === undefined ? {} : { failure: { position: stands[0], error: stands[1] } }),
    }
  }

  async caughtUp(): Promise<void> {
    const head = this.feed.known()
    const isOpen = ([position, key]: readonly [number, string]) =>
      position <= head && !this.paused.has(key)
    while (
      (this.dispatched < head || [...this.underWay].some(isOpen)) &&
      this.standing.size === 0 &&
      !this.lanes.isClosed
    )
      await pause(2)
  }

  async replay(key?: string): Promise<number> {
    await this.loaded()
    const stuck = new Set<string>()
    // More may be set aside behind a key while it is replayed: until nothing is left that could go.
    for (let succeeded = 0; ;) {
      const entry = await this.nextAside(key, stuck)
      if (entry === undefined) return succeeded
      if (await this.tried(entry.position)) {
        await this.store.release(this.name, entry.position)
        succeeded += 1
      } else stuck.add(entry.key)
      await this.unparkWhenEmpty(entry.key)
    }
  }

  handlesType(type: string): boolean {
    return this.handles.has(type)
  }

  async giveUp(entry: Quarantined, why: GivenUp): Promise<void> {
    await this.loaded()
    await this.store.giveUp(entry, why)
    await this.unparkWhenEmpty(entry.key)
  }

  async close(): Promise<void> {
    this.stop()
    clearTimeout(this.nextTry)
    this.follower.halt()
    this.room?.()
    await this.lanes.close()
    await this.follower.stop()
    await this.lanes.close()
    await this.save()
    await this.store.flush()
  }

  /** What the store knows of it, once; after a failure it is asked again. */
  private async loaded(): Promise<void> {
    if (this.loading !== undefined) return void (await this.loading)
    this.loading = this.store.load(this.name)
    const { reached, quarantined } = await this.loading.catch((error: unknown) => {
      this.loading = undefined
      throw error
    })
    this.found = reached
    this.dispatched = this.saved = reached.position
    for (const { key } of quarantined) this.parked.add(key)
  }

  private async unparkWhenEmpty(key: string): Promise<void> {
    const left = await this.store.quarantined(this.name)
    if (!left.some((each) => each.key === key)) this.parked.delete(key)
  }

  private async nextAside(key: string | undefined, stuck: ReadonlySet<string>) {
    const aside = await this.store.quarantined(this.name)
    return aside.find((entry) => (key === undefined || entry.key === key) && !stuck.has(entry.key))
  }

  /** What was erased, or is not told any more, has nothing left to handle; what a newer version set aside, that one handles. */
  private async tried(position: number): Promise<boolean> {
    try {
      const { events } = await this.feed.readAll(position - 1, 1)
      const event = events.find((each) => each.position === position)
      if (event === undefined || event.erased) return true
      if (!this.handles.has(event.type)) return false
      await this.handle(event)
      return true
    } catch {
      return false
    }
  }

  private async pump(): Promise<void> {
    if (!this.feed.isOpen) return
    await this.loaded()
    await this.compare()
    while (!this.follower.isHalted) {
      const page = await this.feed.readAll(this.dispatched, pageSize)
      this.goOn(this.dispatched + 1)
      if (page.through === this.dispatched) return
      for (const event of page.events) {
        if (event.erased || !this.handles.has(event.type)) continue
        const key = this.reaction.keyOf(event)
        await this.hasRoom()
        if (this.follower.isHalted) return
        this.dispatch(event, key)
      }
      this.dispatched = page.through
      void this.save()
      await breather()
    }
  }

  /** What was handled of a log that has been cut or restored since was handled: it goes on from the end. */
  private async compare(): Promise<void> {
    if (this.found === undefined || this.found.position === 0) return
    const { position, mark } = this.found
    const head = this.feed.known()
    if (position <= head && (await this.feed.mark(position)) !== mark)
      throw new CareloomError('CL_ANOTHER_PAST', `${this.name} has read another log`)
    if (position <= head) return void (this.found = undefined)
    for (const entry of await this.store.quarantined(this.name))
      if (entry.position > head) await this.store.release(this.name, entry.position)
    await this.store.restart(this.name, {
      position: head,
      mark: (await this.feed.mark(head)) ?? '',
    })
    this.found = undefined
    this.dispatched = this.saved = head
    const error = `its log ends at ${head}, before the ${position} that it had reached`
    const at = this.options.now()
    const none = { key: '', type: '', tries: 0 }
    this.options.onFailure?.({ reaction: this.name, position: head, error, at, ...none })
  }

  private async hasRoom(): Promise<void> {
    while ((this.lanes.isCrowded || this.underWay.size >= maxUnderWay) && !this.follower.isHalted)
      await new Promise<void>((resolve) => {
        this.room = resolve
      })
  }

  private dispatch(event: ReceivedEvent<E>, key: string): void {
    this.underWay.set(event.position, key)
    this.dispatched = Math.max(this.dispatched, event.position)
    void this.lanes
      .add(key, (slot) => this.work(event, key, slot))
      .then(() => {
        this.room?.()
        if (this.underWay.size === 0) void this.save()
      })
  }

  /** Ends when the message has been handled or set aside; or when the lanes close, and then it stays under way: the next start hands it out again, and those behind it, in order. */
  private async work(event: ReceivedEvent<E>, key: string, slot: Slot): Promise<void> {
    if (this.lanes.isClosed) return
    const failed = this.parked.has(key)
      ? { tries: 0, error: 'behind one that was set aside' }
      : await this.persist(event, key, slot)
    if (failed === 'closed') return
    if (failed !== undefined && !(await this.setAside(event, key, failed, slot))) return
    this.underWay.delete(event.position)
  }

  /** Whatever is asked on the way is answered by somebody who has seen the event too; nobody waits for it. */
  private handle(event: ReceivedEvent<E>): Promise<void> {
    const { log } = this.feed
    return patiently(() =>
      havingSeen(log === undefined ? {} : { [log]: event.position }, () =>
        this.reaction.handle(event),
      ),
    )
  }

  /** Tries until it works or has failed too often. */
  private async persist(event: ReceivedEvent<E>, key: string, slot: Slot) {
    let tries = 0
    for (let aways = 0; ;) {
      try {
        await this.handle(event)
        this.waiting.delete(key)
        return undefined
      } catch (error) {
        const away = awayFor(error)
        if (away === undefined) tries += 1
        else this.waits(key, error)
        if (away === undefined && (tries >= (this.options.tries ?? 5) || isMistake(error))) {
          this.waiting.delete(key)
          return { tries, error: summaryOf(error) }
        }
        const ms =
          away === undefined ? this.backoff(tries) : Math.max(away, this.away((aways += 1)))
        this.room?.()
        if (away !== undefined) this.paused.add(key)
        const goesOn = await slot.pause(ms)
        this.paused.delete(key)
        if (!goesOn) return 'closed'
      }
    }
  }

  private waits(key: string, error: unknown): void {
    const since = this.waiting.get(key)?.since ?? this.options.now()
    this.waiting.set(key, { since, reason: summaryOf(error) })
  }

  /** Answers false when the lanes closed before it could be recorded. */
  private async setAside(
    event: ReceivedEvent<E>,
    key: string,
    failed: { readonly tries: number; readonly error: string },
    slot: Slot,
  ): Promise<boolean> {
    const { position, type } = event
    const entry = { reaction: this.name, position, key, type, at: this.options.now(), ...failed }
    for (;;) {
      try {
        await this.store.quarantine(entry)
        break
      } catch (error) {
        this.standStill(error, position, entry)
        if (!(await slot.pause(this.standsMs))) return false
      }
    }
    this.parked.add(key)
    this.goOn(position)
    if (failed.tries > 0) this.options.onFailure?.(entry)
    return true
  }

  private standStill(error: unknown, position: number, what = { key: '', type: '' }): void {
    const reason = summaryOf(error)
    const isNews = this.standing.get(position) !== reason
    this.standing.set(position, reason)
    clearTimeout(this.nextTry)
    this.nextTry = setTimeout(() => this.follower.wake(), this.standsMs)
    if (!isNews) return
    const { key, type } = what
    const at = this.options.now()
    this.options.onFailure?.({
      reaction: this.name,
      position,
      key,
      type,
      tries: 0,
      error: reason,
      at,
    })
  }

  private goOn(position: number): void {
    this.standing.delete(position)
  }

  private get standsMs(): number {
    return this.options.standsMs ?? defaultStandsMs
  }

  private backoff(attempt: number): number {
    return (this.options.backoffMs ?? backoff)(attempt)
  }

  private away(attempt: number): number {
    return (this.options.awayMs ?? awayBackoff)(attempt)
  }

  /** One after the other: who closes knows that nothing of it is under way. */
  private save(): Promise<void> {
    if (this.isSaveDue) return this.saving
    this.isSaveDue = true
    this.saving = this.saving.then(() => {
      this.isSaveDue = false
      return this.saveOnce()
    })
    return this.saving
  }

  /** What cannot be saved now is saved with the next; until then its events may come again. */
  private async saveOnce(): Promise<void> {
    const position = this.checkpoint()
    if (position <= this.saved) return
    try {
      const mark = (await this.feed.mark(position)) ?? ''
      await this.store.save(this.name, { position, mark })
      this.saved = Math.max(position, this.saved)
    } catch {
      // Said above.
    }
  }
}

/** How long to wait at least for whoever is away, busy, read-only or late; undefined when the message itself failed. */
function awayFor(error: unknown): number | undefined {
  if (!(error instanceof CareloomError) || !error.retryable) return undefined
  return 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? error.retryAfterMs : 0
}

/** Bad input and mistakes in our own code do not get better by trying again. */
function isMistake(error: unknown): boolean {
  return error instanceof InvalidInput || error instanceof TypeError || error instanceof RangeError
}

function backoff(attempt: number): number {
  return 50 * 4 ** (attempt - 1) * (0.5 + Math.random())
}

/** A quarter of the time that it has waited so far, up to a minute: who is back soon is met soon. */
function awayBackoff(attempt: number): number {
  return Math.min(60_000, 100 * 1.25 ** Math.min(attempt, 30)) * (0.75 + Math.random() / 4)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
