import { setTimeout as pause } from 'node:timers/promises'
import type { KeyObject } from 'node:crypto'
import { breather } from '../breather.ts'
import {
  StoreBusy,
  StoreFull,
  StoreReadOnly,
  StoreUnavailable,
  StreamErased,
  WrongExpectedRevision,
} from '../failure.ts'
import { Follower } from '../follower.ts'
import { patienceLeft } from '../patience.ts'
import type { SealingKeys } from '../sealing.ts'
import { diskFull, keyErased, wrongRevision, type AppendItem } from './append-item.ts'
import type { GroupLog } from './group-log.ts'

export type QueueLimits = {
  /** Appends that may wait; one more is answered with StoreBusy. */
  readonly maxWaiting: number
  /** How long an append waits for a store that is away, where whoever asked waits that long; milliseconds. */
  readonly maxWaitMs: number
}

const defaults: QueueLimits = { maxWaiting: 20_000, maxWaitMs: 10_000 }
const maxBatch = 500
const sweepMs = 50
const longestPauseMs = 500

type Waiting = {
  readonly item: AppendItem
  /** When nobody waits any more, on this process's own clock. */
  readonly until: number
  readonly resolve: (position: number) => void
  readonly reject: (error: Error) => void
}

/**
 * Appends of one process to a log that a store over there keeps. What arrives while some are written is written together after
 * them. While the store is away they wait, for as long as whoever asked does; then they are told so, and what became of theirs
 * they find by asking again.
 */
export class AppendQueue {
  private readonly group: GroupLog
  private readonly keys: SealingKeys<KeyObject>
  private readonly limits: QueueLimits
  private queue: Waiting[] = []
  private readonly open = new Set<Waiting>()
  private away: StoreUnavailable | undefined
  private sweep: NodeJS.Timeout | undefined
  private isClosed = false
  private readonly writer = new Follower(
    () => this.writeAll(),
    (error) => this.failAll(error),
  )

  constructor(group: GroupLog, keys: SealingKeys<KeyObject>, limits: Partial<QueueLimits> = {}) {
    this.group = group
    this.keys = keys
    this.limits = { ...defaults, ...limits }
  }

  /** Resolves with the position of the last event when all of them are durable. @throws StoreBusy, StoreUnavailable, WrongExpectedRevision, StreamErased */
  append(item: AppendItem): Promise<number> {
    if (this.isClosed) return Promise.reject(new StoreReadOnly())
    if (this.open.size >= this.limits.maxWaiting)
      return Promise.reject(new StoreBusy(Math.max(50, Math.ceil(this.open.size / 5))))
    const until = performance.now() + Math.min(patienceLeft(), this.limits.maxWaitMs)
    return new Promise((resolve, reject) => {
      const waiting = { item, until, resolve, reject }
      this.open.add(waiting)
      this.queue.push(waiting)
      this.sweep ??= setInterval(() => this.letGo(), sweepMs)
      this.writer.wake()
    })
  }

  /** What was asked for before is answered when this resolves. Idempotent. */
  async close(): Promise<void> {
    this.isClosed = true
    while (this.open.size > 0) await pause(1)
    await this.writer.stop()
    clearInterval(this.sweep)
  }

  private async writeAll(): Promise<void> {
    // What the same turn brings goes along.
    await breather()
    while (this.queue.length > 0) await this.writeUntilAnswered(this.queue.splice(0, maxBatch))
  }

  private async writeUntilAnswered(batch: readonly Waiting[]): Promise<void> {
    for (let waitMs = 5; ; waitMs = Math.min(2 * waitMs, longestPauseMs)) {
      const open = batch.filter((each) => this.open.has(each))
      if (open.length === 0) return
      try {
        for (const [i, position] of (await this.write(open)).entries())
          this.settle(open[i], position)
        this.away = undefined
        return
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) return this.fail(open, error)
        this.away = error
        await pause(waitMs)
      }
    }
  }

  /** No sealed event can be durable before the key that opens it. */
  private async write(open: readonly Waiting[]): Promise<readonly number[]> {
    const items = open.map(({ item }) => item)
    const keyOf = await this.keys.forSealing([...new Set(items.map((item) => item[6]))])
    return this.group.write(items, keyOf)
  }

  private settle(waiting: Waiting | undefined, position: number): void {
    if (waiting === undefined) return
    this.open.delete(waiting)
    const { item, resolve, reject } = waiting
    if (position === keyErased) reject(new StreamErased(item[1]))
    else if (position === wrongRevision) reject(new WrongExpectedRevision(item[1], item[2]))
    else if (position === diskFull) reject(new StoreFull())
    else resolve(position)
  }

  /** Those who wait no longer are told. */
  private letGo(): void {
    const now = performance.now()
    const late = [...this.open].filter(({ until }) => until <= now)
    this.fail(late, new StoreUnavailable('the log does not answer in time', this.away))
    if (this.open.size > 0) return
    clearInterval(this.sweep)
    this.sweep = undefined
  }

  private failAll(error: unknown): void {
    this.queue = []
    this.fail([...this.open], error)
  }

  private fail(some: readonly Waiting[], error: unknown): void {
    for (const each of some) {
      this.open.delete(each)
      each.reject(error instanceof Error ? error : new Error('unknown', { cause: error }))
    }
  }
}
