import { setTimeout as pause } from 'node:timers/promises'
import { breather } from '../../breather.ts'
import type { AnyEvent } from '../../decider.ts'
import type { Feed } from '../../event-store.ts'
import { CareloomError, EventTooNew, NotCaughtUp, summaryOf } from '../../failure.ts'
import { Follower } from '../../follower.ts'
import { changesBy, handledBy } from '../../projection.ts'
import type {
  Found,
  Projection,
  ProjectionStatus,
  Query,
  ReadModel,
  ReceivedEvent,
} from '../../projection.ts'
import type { Keyring } from '../../sealing.ts'
import { seenOf } from '../../seen.ts'
import { Generation } from './generation.ts'
import { differenceFrom } from './progress.ts'
import type { ReadModelFile } from './read-model-file.ts'
import type { Checkpoint } from './saver-protocol.ts'

const pageSize = 1_000
const defaultWaitMs = 2_000
/** Rows by the person whose they are: how they are found when the person's key goes. */
const byPerson = '$person'
/** Rows that wait are saved at once when there are so many. */
const saveAt = 2_000
/** No more is projected while so many rows cannot be saved. */
const maxWaiting = 50_000
/** How long it stands still before it looks whether it can go on. */
const standsMs = 2_000
/** How soon it is asked again of which past it is; milliseconds. */
const againMs = 50
/** How long an erasure waits for the rows to be gone. */
const dropMs = 30_000

export type RunningProjection<Row> = ReadModel<Row> & {
  status(): ProjectionStatus
  /** Builds anew from the first event beside the serving rows, then takes over. */
  rebuild(): Promise<void>
  /** What has been saved. */
  dump(): Iterable<readonly [string, string]>
  /** Resolves when everything that was in the feeds at the call has been projected and saved. @throws NotCaughtUp if it stands still */
  caughtUp(): Promise<void>
  /** Resolves when it shows all that was there at its beginning, however long that takes, or stands still. */
  whole(): Promise<void>
  /** Which of the file's read models its rows are. */
  model(): number
  /** Idempotent. */
  close(): Promise<void>
}

type Failure = NonNullable<ProjectionStatus['failure']>

export type ProjectionOptions = {
  /** Told when the rows were of another past of a feed (cut, or restored) and are built anew. */
  readonly onAnotherPast?: (feed: string) => void
  /** Told each time that it stands still, and why. */
  readonly onFailure?: (failure: Failure) => void
  readonly standsMs?: number
  /** No more is projected while so many rows are unsaved. */
  readonly maxWaiting?: number
}

/**
 * Runs a projection on SQLite: follows its feeds; rows can be read as soon as they have changed and are saved with the
 * checkpoint a little later. It answers only when it has seen all that was there at its beginning; a question before that
 * waits for two seconds. When a handler throws, it stands still before that event, says so in `status()` and tries again.
 * A row goes with the key of the person whose it is, and none of theirs comes back; no event is needed for that. What is of
 * another past than its feeds is built anew.
 */
export function runProjection<E extends AnyEvent, Row>(
  projection: Projection<E, Row>,
  file: ReadModelFile,
  feeds: readonly Feed<ReceivedEvent<E>>[],
  keyring: Erasing,
  options: ProjectionOptions = {},
): RunningProjection<Row> {
  const model = file.idOf(projection.name, projection.version)
  return new SqliteProjection(projection, file, feeds, keyring, options, model)
}

/** What a projection knows of keys: which were destroyed, and when another is. */
export type Erasing = Pick<Keyring, 'erasures' | 'isErased' | 'heldBy'>

class SqliteProjection<E extends AnyEvent, Row> implements RunningProjection<Row> {
  private readonly projection: Projection<E, Row>
  private readonly file: ReadModelFile
  private readonly feeds: readonly Feed<ReceivedEvent<E>>[]
  private readonly keyring: Erasing
  private readonly options: ProjectionOptions
  private readonly handles: ReadonlySet<string>
  private readonly stops: (() => void)[]
  private readonly listeners = new Set<(keys: readonly string[]) => void>()
  private built: Generation<Row>
  /** Checkpoints of feeds that were not open yet and so could not be compared. */
  private unproved: readonly Checkpoint[]
  private proving: Promise<void> | undefined
  private nextTry: NodeJS.Timeout | undefined
  private failure: ProjectionStatus['failure']
  private readonly follower = new Follower(
    () => this.pump(),
    (error) => this.unread(this.feeds[0]?.name ?? '', error),
  )
  private closing: Promise<void> | undefined

  constructor(
    projection: Projection<E, Row>,
    file: ReadModelFile,
    feeds: readonly Feed<ReceivedEvent<E>>[],
    keyring: Erasing,
    options: ProjectionOptions,
    model: number,
  ) {
    this.projection = projection
    this.file = file
    this.feeds = feeds
    this.keyring = keyring
    this.options = options
    this.handles = handledBy(projection)
    this.built = this.generation(model)
    this.unproved = this.built.checkpoints
    this.stops = [
      ...this.followed().map((feed) => feed.onAppended(() => this.follower.wake())),
      keyring.heldBy((position) => this.drop(position)),
    ]
    this.follower.wake()
  }

  async get(key: string): Promise<Row | undefined> {
    await this.recentEnough()
    return this.built.rows.get(key)
  }

  async find(query: Query): Promise<readonly Found<Row>[]> {
    await this.recentEnough()
    return this.built.rows.find(query)
  }

  async reached(position: number, feed = this.feeds[0]?.name ?? '', withinMs = defaultWaitMs) {
    await this.proved()
    await this.built.progress.reached(position, feed, withinMs)
  }

  onChanged(listener: (keys: readonly string[]) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  status(): ProjectionStatus {
    const { name, version } = this.projection
    const failure = this.failure ?? this.saveFailure()
    return {
      name,
      version,
      checkpoints: this.built.progress.all(),
      isWhole: this.built.progress.isWhole && !this.hasToProve(),
      ...(failure === undefined ? {} : { failure }),
    }
  }

  model(): number {
    return this.built.rows.model
  }

  async whole(): Promise<void> {
    while (!this.status().isWhole && !this.follower.isHalted && this.failure === undefined)
      await this.proved()
        .then(() => this.built.progress.whole(defaultWaitMs))
        .catch(() => pause(againMs))
  }

  async caughtUp(): Promise<void> {
    await this.proved()
    const heads = this.followed().map((feed) => [feed.name, feed.known()] as const)
    for (const [feed, head] of heads)
      while (this.built.progress.at(feed) < head) {
        if (this.failure !== undefined || this.follower.isHalted)
          throw new NotCaughtUp(this.projection.name, head)
        await this.built.progress.reached(head, feed, 100).catch(() => undefined)
      }
    if (!this.follower.isHalted) await this.built.saveAll()
  }

  dump(): Iterable<readonly [string, string]> {
    return this.built.rows.dump()
  }

  async rebuild(): Promise<void> {
    const model = this.file.begin(this.projection.name, this.projection.version)
    const { projection, file, feeds, keyring, options } = this
    const fresh = new SqliteProjection(projection, file, feeds, keyring, options, model)
    // Both stand still for the exchange; what arrives meanwhile is read from the taken-over checkpoint.
    try {
      await fresh.caughtUp()
    } finally {
      await fresh.close()
    }
    await this.pause()
    await this.exchange(model)
    this.failure = undefined
    this.follower.goOn()
  }

  close(): Promise<void> {
    this.closing ??= this.stopAndClose()
    return this.closing
  }

  private async stopAndClose(): Promise<void> {
    for (const stop of this.stops) stop()
    await this.pause()
  }

  private async pause(): Promise<void> {
    await this.follower.stop()
    clearTimeout(this.nextTry)
    await this.built.stop()
  }

  /** Whole, and as far as whoever asks has seen. @throws NotCaughtUp */
  private recentEnough(): Promise<void> | undefined {
    if (this.hasToProve()) return this.proved().then(() => this.recentEnough())
    const { progress } = this.built
    if (!progress.isWhole) return progress.whole(defaultWaitMs).then(() => this.recentEnough())
    for (const feed of this.feeds) {
      const seen = seenOf(feed.log)
      if (seen !== undefined && seen > progress.at(feed.name))
        return progress.reached(seen, feed.name, defaultWaitMs).then(() => this.recentEnough())
    }
    return undefined
  }

  /** The rows of another build take over; those from before are removed. */
  private async exchange(model: number): Promise<void> {
    const before = this.built.rows.model
    this.built = this.generation(model)
    await this.file.remove([before])
  }

  private generation(model: number): Generation<Row> {
    const indexes = indexesOf(this.projection)
    const failed = () => this.tryAgain()
    return new Generation(this.projection.name, this.file, model, indexes, this.followed(), failed)
  }

  private followed() {
    return [...this.feeds, this.keyring.erasures]
  }

  /** Whether what is saved of a feed that can be read has not been held against it yet. */
  private hasToProve(): boolean {
    if (this.unproved.length === 0) return false
    const open = this.followed().filter(({ isOpen }) => isOpen)
    return this.unproved.some(({ feed }) => open.some(({ name }) => name === feed))
  }

  /** What is saved is of the past of every feed that can be read. @throws CareloomError, retryable, when nobody can say */
  private async proved(): Promise<void> {
    while (this.hasToProve()) {
      this.proving ??= this.compare().finally(() => (this.proving = undefined))
      await this.proving
    }
  }

  /** Begins anew where what is saved is not of the past of a feed, or was read in another form. */
  private async compare(): Promise<void> {
    const open = this.followed().filter(({ isOpen }) => isOpen)
    const compared = open.map(async (feed) => {
      const why = await differenceFrom(feed, this.unproved)
      return why === undefined ? [] : [{ feed: feed.name, why }]
    })
    const others = (await Promise.all(compared)).flat()
    this.unproved = this.unproved.filter(({ feed }) => !open.some(({ name }) => name === feed))
    if (others.length === 0) return
    this.unproved = []
    const { name, version } = this.projection
    // What cannot be removed now is removed at the next start.
    this.exchange(this.file.begin(name, version)).catch(() => undefined)
    for (const { feed, why } of others) if (why === 'past') this.options.onAnotherPast?.(feed)
  }

  private async pump(): Promise<void> {
    await this.proved()
    await this.forget()
    for (const feed of this.feeds) if (!(await this.follow(feed))) break
    this.built.progress.release()
  }

  /** Answers false where an event could not be read or projected. */
  private async follow(feed: Feed<ReceivedEvent<E>>): Promise<boolean> {
    while (!this.follower.isHalted) {
      if (!(await this.hasRoom())) return false
      const after = this.built.progress.at(feed.name)
      const page = await feed.readAll(after, pageSize).catch((error: unknown) => {
        this.unread(feed.name, error)
      })
      // Who is away is waited for, and the others are followed meanwhile.
      if (page === undefined) return this.failure === undefined
      if (page.through === after) {
        this.goOn(feed.name)
        return true
      }
      await this.forget()
      if (!this.apply(feed.name, page.events, page.through)) return false
      await breather()
    }
    return true
  }

  /** Waits while too many rows are unsaved; answers false when they cannot be saved now: then it is tried again later. */
  private async hasRoom(): Promise<boolean> {
    if (this.built.rows.waiting < (this.options.maxWaiting ?? maxWaiting)) return true
    return this.built.saveAll().then(
      () => true,
      () => false,
    )
  }

  /** Drops the rows of those whose keys were destroyed; before the page that a reader may be waiting for. */
  private async forget(): Promise<void> {
    const { erasures } = this.keyring
    const { rows, progress } = this.built
    for (let after = progress.at(erasures.name); after < erasures.known();) {
      const page = await erasures.readAll(after, pageSize)
      if (page.through === after) return
      const gone = page.events.flatMap(({ subject }) => rows.lookup(byPerson, subject))
      for (const key of gone) rows.put(key, null)
      progress.move(erasures.name, (after = page.through))
      if (gone.length > 0) this.built.saveSoon()
      progress.release()
      this.tellOf(gone)
    }
  }

  /** An erasure is answered when nothing is left here of who was erased. */
  private async drop(position: number): Promise<void> {
    await this.built.progress.reached(position, this.keyring.erasures.name, dropMs)
    await this.built.saveAll()
    await this.file.scrub()
  }

  /** Who is away is asked again in a while, and is no failure. */
  private unread(feed: string, error: unknown): void {
    if (isAway(error)) this.tryAgain()
    else this.standStill(feed, error)
  }

  /** Says where it stands and why, and looks again in a while. */
  private standStill(feed: string, error: unknown): void {
    const failure = { feed, position: this.built.progress.at(feed) + 1, error: summaryOf(error) }
    const isNews =
      this.failure?.position !== failure.position || this.failure.error !== failure.error
    this.failure = failure
    this.tryAgain()
    if (isNews) this.options.onFailure?.(failure)
  }

  private goOn(feed: string): void {
    if (this.failure?.feed === feed) this.failure = undefined
  }

  private saveFailure(): ProjectionStatus['failure'] {
    const { failure } = this.built
    if (failure === undefined) return undefined
    const feed = this.feeds[0]?.name ?? ''
    return { feed, position: this.built.progress.at(feed) + 1, error: summaryOf(failure) }
  }

  private tryAgain(): void {
    if (this.follower.isHalted) return
    clearTimeout(this.nextTry)
    this.nextTry = setTimeout(() => {
      if (this.built.failure !== undefined) this.built.saveAgain()
      this.follower.wake()
    }, this.options.standsMs ?? standsMs)
  }

  private apply(feed: string, events: readonly ReceivedEvent<E>[], through: number): boolean {
    const { rows, progress } = this.built
    const changed = new Set<string>()
    let failed: { readonly position: number; readonly error: unknown } | undefined
    for (const event of events) {
      if (event.erased || !this.handles.has(event.type)) continue
      try {
        for (const key of this.tell(event)) changed.add(key)
      } catch (error) {
        failed = { position: event.position, error }
        break
      }
    }
    progress.move(feed, failed === undefined ? through : failed.position - 1)
    if (failed === undefined) this.goOn(feed)
    else this.standStill(feed, failed.error)
    if (rows.waiting >= saveAt || progress.unsaved(feed) >= pageSize * 10) this.built.saveNow()
    else if (rows.waiting > 0) this.built.saveSoon()
    progress.release()
    this.tellOf([...changed])
    return failed === undefined
  }

  private tellOf(keys: readonly string[]): void {
    if (keys.length > 0) for (const listener of this.listeners) listener(keys)
  }

  /** Answers the keys of the rows that changed. Puts them only when all are known: an event is projected whole or not at all. */
  private tell(event: ReceivedEvent<E>): string[] {
    return changesBy(this.projection, event, this.asSeen).map(([key, row]) => {
      this.built.rows.put(key, row !== null && this.isErased(row) ? null : row)
      return key
    })
  }

  /** What was read before a key went may be applied after it. */
  private isErased(row: Row): boolean {
    const { person } = this.projection
    const whose = typeof person === 'function' ? person(row) : undefined
    return whose !== undefined && this.keyring.isErased(whose)
  }

  private readonly asSeen = {
    get: (key: string) => this.built.rows.get(key),
    lookup: (name: string, value: string) => this.built.rows.lookup(name, value),
  }
}

/** Somebody who is needed is not there now: no failure of what is read, however long it lasts. */
function isAway(error: unknown): boolean {
  return error instanceof CareloomError && error.retryable && !(error instanceof EventTooNew)
}

function indexesOf<E extends AnyEvent, Row>({ person, indexes = {} }: Projection<E, Row>) {
  if (typeof person !== 'function') return indexes
  const ofPerson = (row: Row) => {
    const whose = person(row)
    return whose === undefined ? [] : [whose]
  }
  return { ...indexes, [byPerson]: ofPerson }
}
