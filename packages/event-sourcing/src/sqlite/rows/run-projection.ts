import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { AnyEvent } from '../../decider.ts'
import type { Feed } from '../../event-store.ts'
import { NotCaughtUp } from '../../failure.ts'
import { changesBy, handledBy } from '../../projection.ts'
import type {
  Projection,
  ProjectionStatus,
  Query,
  ReadModel,
  ReceivedEvent,
  Found,
} from '../../projection.ts'
import type { Keyring } from '../../sealing.ts'
import { breather } from '../../breather.ts'
import { Follower } from '../../follower.ts'
import { RowFile } from './row-file.ts'

const pageSize = 1_000
const defaultWaitMs = 2_000
/** Rows by the person whose they are: how they are found when the person's key goes. */
const byPerson = '$person'
/** Changed rows are saved this long after the first of them, or as soon as there are so many. */
const saveAfterMs = 100
const saveAt = 500

export type RunningProjection<Row> = ReadModel<Row> & {
  status(): ProjectionStatus
  /** Builds anew from the first event beside the serving rows, then takes over. */
  rebuild(): Promise<void>
  dump(): Iterable<readonly [string, string]>
  /** Resolves when everything that was in the feeds at the call has been projected and saved. @throws NotCaughtUp if it stands still */
  caughtUp(): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}

/**
 * Runs a projection on SQLite: follows its feeds; rows can be read as soon as they have changed and are saved with the
 * checkpoint a little later. When a handler throws, it stands still before that event and says so in `status()`. A row goes
 * with the key of the person whose it is, and none of theirs comes back; no event is needed for that.
 */
export function runProjection<E extends AnyEvent, Row>(
  projection: Projection<E, Row>,
  file: string,
  feeds: readonly Feed<ReceivedEvent<E>>[],
  keyring: Erasing,
): RunningProjection<Row> {
  mkdirSync(dirname(file), { recursive: true })
  return new SqliteProjection(projection, file, feeds, keyring)
}

/** What a projection knows of keys: which were destroyed, and when another is. */
export type Erasing = Pick<Keyring, 'erasures' | 'peek'>

type Waiter = { readonly feed: string; readonly position: number; readonly resolve: () => void }

class SqliteProjection<E extends AnyEvent, Row> implements RunningProjection<Row> {
  private readonly projection: Projection<E, Row>
  private readonly file: string
  private readonly feeds: readonly Feed<ReceivedEvent<E>>[]
  private readonly keyring: Erasing
  private readonly handles: ReadonlySet<string>
  private readonly stops: (() => void)[]
  private readonly listeners = new Set<(keys: readonly string[]) => void>()
  private rows: RowFile<Row>
  private checkpoints: Record<string, number>
  /** What of the checkpoints is in the file. Events that change no row wait for the next one that does: read twice, they change none again. */
  private saved: Record<string, number>
  private timer: NodeJS.Timeout | undefined
  private waiters: Waiter[] = []
  private failure: ProjectionStatus['failure']
  private readonly follower = new Follower(
    () => this.pump(),
    (error) => this.standStill(error),
  )
  private closing: Promise<void> | undefined

  constructor(
    projection: Projection<E, Row>,
    file: string,
    feeds: readonly Feed<ReceivedEvent<E>>[],
    keyring: Erasing,
  ) {
    this.projection = projection
    this.file = file
    this.feeds = feeds
    this.keyring = keyring
    this.handles = handledBy(projection)
    this.rows = new RowFile(file, indexesOf(projection))
    this.checkpoints = this.rows.checkpoints()
    this.saved = { ...this.checkpoints }
    this.stops = [...feeds, keyring.erasures].map((feed) =>
      feed.onAppended(() => this.follower.wake()),
    )
    this.follower.wake()
  }

  async get(key: string): Promise<Row | undefined> {
    return this.rows.get(key)
  }

  async find(query: Query): Promise<readonly Found<Row>[]> {
    return this.rows.find(query)
  }

  reached(
    position: number,
    feed = this.feeds[0]?.name ?? '',
    withinMs = defaultWaitMs,
  ): Promise<void> {
    if ((this.checkpoints[feed] ?? 0) >= position) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((waiter) => waiter !== mine)
        reject(new NotCaughtUp(this.projection.name, position))
      }, withinMs)
      const mine: Waiter = {
        feed,
        position,
        resolve: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      this.waiters.push(mine)
    })
  }

  onChanged(listener: (keys: readonly string[]) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  status(): ProjectionStatus {
    const { name, version } = this.projection
    const known = { name, version, checkpoints: { ...this.checkpoints } }
    return this.failure === undefined ? known : { ...known, failure: this.failure }
  }

  async caughtUp(): Promise<void> {
    const heads = [...this.feeds, this.keyring.erasures].map(
      (feed) => [feed.name, feed.head()] as const,
    )
    for (const [feed, head] of heads)
      while ((this.checkpoints[feed] ?? 0) < head) {
        if (this.failure !== undefined || this.follower.isHalted)
          throw new NotCaughtUp(this.projection.name, head)
        await this.reached(head, feed, 100).catch(() => undefined)
      }
    if (!this.follower.isHalted) this.save()
  }

  dump(): Iterable<readonly [string, string]> {
    this.save()
    return this.rows.dump()
  }

  async rebuild(): Promise<void> {
    const beside = `${this.file}.rebuild`
    for (const end of ['', '-wal', '-shm']) rmSync(beside + end, { force: true })
    const fresh = new SqliteProjection(this.projection, beside, this.feeds, this.keyring)
    // Both stand still for the exchange; what arrives meanwhile is read from the taken-over checkpoint.
    try {
      await fresh.caughtUp()
    } finally {
      await fresh.close()
    }
    await this.pause()
    this.rows.close()
    // First, so that an old write-ahead file can never meet the new rows.
    for (const end of ['-wal', '-shm']) rmSync(this.file + end, { force: true })
    renameSync(beside, this.file)
    this.rows = new RowFile(this.file, indexesOf(this.projection))
    this.checkpoints = this.rows.checkpoints()
    this.saved = { ...this.checkpoints }
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
    this.trySave()
    this.rows.close()
  }

  private async pause(): Promise<void> {
    await this.follower.stop()
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private async pump(): Promise<void> {
    if (this.failure !== undefined) return
    await this.forget()
    for (const feed of this.feeds)
      while (!this.follower.isHalted && this.failure === undefined) {
        const after = this.checkpoints[feed.name] ?? 0
        const page = await this.pageOf(feed, after)
        if (page === undefined || page.through === after) break
        await this.forget()
        this.apply(feed.name, page.events, page.through)
        await breather()
      }
  }

  /** Drops the rows of those whose keys were destroyed; before the page that a reader may be waiting for. */
  private async forget(): Promise<void> {
    const { erasures } = this.keyring
    for (let after = this.checkpoints[erasures.name] ?? 0; after < erasures.head();) {
      const page = await erasures.readAll(after, pageSize)
      if (page.through === after) return
      const gone = page.events.flatMap(({ subject }) => this.lookup(byPerson, subject))
      for (const key of gone) this.rows.put(key, null)
      this.checkpoints[erasures.name] = after = page.through
      if (gone.length > 0) this.save()
      this.release()
      this.tellOf(gone)
    }
  }

  /** Rows that cannot be written (a full disk) stop the projection, not the process. */
  private standStill(error: unknown): void {
    const feed = this.feeds[0]?.name ?? ''
    this.failure = { feed, position: (this.checkpoints[feed] ?? 0) + 1, error: nameOf(error) }
  }

  private async pageOf(feed: Feed<ReceivedEvent<E>>, after: number) {
    try {
      return await feed.readAll(after, pageSize)
    } catch (error) {
      this.failure = { feed: feed.name, position: after + 1, error: nameOf(error) }
      return undefined
    }
  }

  private apply(feed: string, events: readonly ReceivedEvent<E>[], through: number): void {
    const changed = new Set<string>()
    let reached = through
    for (const event of events) {
      if (event.erased || !this.handles.has(event.type)) continue
      try {
        for (const key of this.tell(event)) changed.add(key)
      } catch (error) {
        this.failure = { feed, position: event.position, error: nameOf(error) }
        reached = event.position - 1
        break
      }
    }
    this.checkpoints[feed] = reached
    if (this.rows.waiting >= saveAt || reached - (this.saved[feed] ?? 0) >= pageSize * 10)
      this.save()
    else if (this.rows.waiting > 0) this.timer ??= setTimeout(() => this.trySave(), saveAfterMs)
    this.release()
    this.tellOf([...changed])
  }

  private tellOf(keys: readonly string[]): void {
    if (keys.length > 0) for (const listener of this.listeners) listener(keys)
  }

  private save(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    const isNew = Object.entries(this.checkpoints).some(
      ([feed, at]) => at > (this.saved[feed] ?? 0),
    )
    if (this.rows.waiting === 0 && !isNew) return
    this.rows.save(this.checkpoints)
    this.saved = { ...this.checkpoints }
  }

  private trySave(): void {
    try {
      this.save()
    } catch (error) {
      this.standStill(error)
    }
  }

  /** Answers the keys of the rows that changed. Puts them only when all are known: an event is projected whole or not at all. */
  private tell(event: ReceivedEvent<E>): string[] {
    return changesBy(this.projection, event, this.asSeen).map(([key, row]) => {
      this.rows.put(key, row !== null && this.isErased(row) ? null : row)
      return key
    })
  }

  /** What was read before a key went may be applied after it. */
  private isErased(row: Row): boolean {
    const { person } = this.projection
    const whose = typeof person === 'function' ? person(row) : undefined
    return whose !== undefined && this.keyring.peek(whose) === 'erased'
  }

  private readonly lookup = (name: string, value: string) => this.rows.lookup(name, value)
  private readonly asSeen = { get: (key: string) => this.rows.get(key), lookup: this.lookup }

  private release(): void {
    const ready = this.waiters.filter(
      ({ feed, position }) => (this.checkpoints[feed] ?? 0) >= position,
    )
    if (ready.length === 0) return
    this.waiters = this.waiters.filter((waiter) => !ready.includes(waiter))
    for (const waiter of ready) waiter.resolve()
  }
}

function indexesOf<E extends AnyEvent, Row>({ person, indexes = {} }: Projection<E, Row>) {
  if (typeof person !== 'function') return indexes
  const ofPerson = (row: Row) => {
    const whose = person(row)
    return whose === undefined ? [] : [whose]
  }
  return { ...indexes, [byPerson]: ofPerson }
}

/** Stable and without content: the code of a failure of ours, or the kind of error. */
function nameOf(error: unknown): string {
  if (error instanceof Error)
    return 'code' in error && typeof error.code === 'string'
      ? error.code
      : `${error.name}: ${error.message}`
  return 'unknown'
}
