import { setTimeout as pause } from 'node:timers/promises'
import { breather } from '../breather.ts'
import { StoreReadOnly, StoreUnavailable, StoreWithoutRoom } from '../failure.ts'
import { Follower } from '../follower.ts'
import { patienceLeft } from '../patience.ts'
import { busyWith, failureOf, unsure, type AppendItem } from './append-item.ts'
import type { Asked, DirectedWriter } from './directed-writer.ts'

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

type Waiting = Asked & {
  readonly resolve: (position: number) => void
  readonly reject: (error: Error) => void
}

/**
 * Appends of one process to a log that a store over there keeps. What arrives while some are written is written together after
 * them. While the store is away they wait, for as long as whoever asked does; then they are told so, and what became of theirs
 * they find by asking again.
 */
export class AppendQueue {
  private readonly log: Pick<DirectedWriter, 'write'>
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

  constructor(log: Pick<DirectedWriter, 'write'>, limits: Partial<QueueLimits> = {}) {
    this.log = log
    this.limits = { ...defaults, ...limits }
  }

  /** Resolves with the position of the last event when all of them are durable. @throws StoreBusy, StoreUnavailable, WrongExpectedRevision, StreamErased */
  append(item: AppendItem): Promise<number> {
    if (this.isClosed) return Promise.reject(new StoreReadOnly())
    if (this.open.size >= this.limits.maxWaiting) return Promise.reject(busyWith(this.open.size))
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
        const answers = await this.log.write(open)
        for (const [i, each] of open.entries()) this.settle(each, answers[i] ?? unsure)
        this.away = undefined
        return
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) return this.fail(open, error)
        this.away = error
        await pause(waitMs)
      }
    }
  }

  private settle(waiting: Waiting, answer: number): void {
    this.open.delete(waiting)
    if (answer > 0) waiting.resolve(answer)
    else waiting.reject(failureOf(answer, waiting.item, this.open.size))
  }

  /** Those who wait no longer are told. */
  private letGo(): void {
    const now = performance.now()
    const late = [...this.open].filter(({ until }) => until <= now)
    this.fail(late, lateBecauseOf(this.away))
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

/** That it has no room is said to whoever waited for it: nobody has to look for it in vain. */
function lateBecauseOf(away: StoreUnavailable | undefined): StoreUnavailable {
  return away instanceof StoreWithoutRoom
    ? away
    : new StoreUnavailable('the log does not answer in time', away)
}
