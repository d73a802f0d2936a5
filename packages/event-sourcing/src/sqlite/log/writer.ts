import type { KeyObject } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import {
  StoreBusy,
  StoreFull,
  StoreReadOnly,
  StreamErased,
  WrongExpectedRevision,
} from '../../failure.ts'
import type { WrappingKeys } from '../../keys/wrapped-key.ts'
import { threadFile, threadLimits } from '../thread-file.ts'
import { writeAgain } from '../open-database.ts'
import { diskFull, keyErased, wrongRevision, type AppendItem } from '../../log/append-item.ts'
import type { FromWriter, ToWriter } from './protocol.ts'

type Waiting = {
  readonly item: AppendItem
  readonly resolve: (position: number) => void
  readonly reject: (error: Error) => void
}
type Deferred = { readonly resolve: () => void; readonly reject: (error: Error) => void }

export type WriterLimits = {
  /** Appends that may wait; one more is answered with StoreBusy. */
  readonly maxWaiting: number
  /** Appends that are sent on at once, without waiting for the end of the event loop's turn. */
  readonly sendAt: number
}

/** What does not lie with the data: `keks` wrap the keys in the key file, `chainKey` proves the logs. */
export type WriterSecrets = { readonly keks: WrappingKeys; readonly chainKey: KeyObject }

const defaultLimits: WriterLimits = { maxWaiting: 20_000, sendAt: 32 }

type Sent = { readonly appends: readonly Waiting[] }

/**
 * The process's side of the writer thread. Sends what a turn of the event loop brought, a few dozen appends at a time;
 * the thread commits together whatever arrived during the commit before (group commit). So many appends share one sync,
 * both sides work at the same time, and the event loop never waits for a disk.
 */
export class Writer {
  private readonly worker: Worker
  private readonly limits: WriterLimits
  /** Logs that go on while the disk is full. */
  private readonly vital = new Set<number>()
  private isFull = false
  private readonly opening = new Map<number, Deferred>()
  private queue: Waiting[] = []
  private erase: string[] = []
  /** Erasures that were asked for, oldest first. */
  private keyWaiters: Deferred[] = []
  /** Sent and not answered, oldest first. */
  private sent: Sent[] = []
  private waiting = 0
  private scheduled = false
  private failure: StoreReadOnly | undefined
  private logs = 0
  private closed: (() => void) | undefined
  private closing: Promise<void> | undefined
  private listeners: (() => void)[] = []
  private readonly roomListeners: ((isFull: boolean) => void)[] = []
  private ended = false

  constructor(keyFile: string, secrets: WriterSecrets, limits: Partial<WriterLimits> = {}) {
    this.limits = { ...defaultLimits, ...limits }
    // Before the thread opens it, and whoever reads it here.
    writeAgain(keyFile)
    this.worker = new Worker(threadFile('writer-thread', import.meta.url), {
      workerData: { keyFile, ...secrets },
      resourceLimits: threadLimits,
    })
    this.worker.on('message', (message: FromWriter) => this.receive(message))
    this.worker.on('error', (error) => this.fail(error))
    this.worker.on('exit', () => {
      this.ended = true
      this.fail(new Error('the writer thread ended'))
      this.closed?.()
    })
  }

  /** Undefined while writes work; otherwise why they do not. */
  get readOnly(): StoreReadOnly | StoreFull | undefined {
    return this.failure ?? (this.isFull ? new StoreFull() : undefined)
  }

  /** Called when the disk is full, and when there is room again. */
  onRoom(listener: (isFull: boolean) => void): void {
    this.roomListeners.push(listener)
  }

  /** Called once when the store turns read-only. */
  onReadOnly(listener: () => void): void {
    this.listeners.push(listener)
  }

  /** @param isVital goes on while the disk is full, as long as some kept room lasts */
  async openLog(file: string, isVital = false): Promise<number> {
    const log = this.logs++
    if (isVital) this.vital.add(log)
    await new Promise<void>((resolve, reject) => {
      this.opening.set(log, { resolve, reject })
      this.post({ kind: 'open', log, file, isVital })
    })
    return log
  }

  /** Resolves with the position of the last event once all of them are on disk. */
  append(item: AppendItem): Promise<number> {
    if (this.failure !== undefined || this.closing !== undefined)
      return Promise.reject(this.failure ?? new StoreReadOnly())
    if (this.isFull && !this.vital.has(item[0])) return Promise.reject(new StoreFull())
    if (this.waiting >= this.limits.maxWaiting)
      return Promise.reject(new StoreBusy(this.retryAfterMs()))
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject })
      this.waiting += 1
      if (this.queue.length >= this.limits.sendAt) this.flush()
      else this.schedule()
    })
  }

  /** Resolves when the key is gone from disk: at the latest some time after whoever reads the key file has ended. */
  eraseKey(subject: string): Promise<void> {
    if (this.failure !== undefined || this.closing !== undefined)
      return Promise.reject(this.failure ?? new StoreReadOnly())
    return new Promise((resolve, reject) => {
      this.erase.push(subject)
      this.keyWaiters.push({ resolve, reject })
      this.schedule()
    })
  }

  /** The first of these wraps keys from now on, and those that others have wrapped are wrapped anew. */
  wrapBy(keks: WrappingKeys): void {
    if (this.failure === undefined && this.closing === undefined)
      this.post({ kind: 'wrapBy', keks })
  }

  /** Everything asked for before is on disk (or refused) when this resolves. Idempotent. */
  close(): Promise<void> {
    this.closing ??= this.drainAndClose()
    return this.closing
  }

  private async drainAndClose(): Promise<void> {
    while (this.isBusy() && this.failure === undefined)
      await new Promise((resolve) => setTimeout(resolve, 1))
    this.failure ??= new StoreReadOnly()
    await new Promise<void>((resolve) => {
      this.closed = resolve
      if (this.ended) resolve()
      else this.post({ kind: 'close' })
    })
    await this.worker.terminate()
    for (const { reject } of this.keyWaiters.splice(0)) reject(this.failure)
  }

  private isBusy(): boolean {
    return this.sent.length > 0 || this.hasWork()
  }

  private hasWork(): boolean {
    return this.queue.length > 0 || this.erase.length > 0
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      this.flush()
    })
  }

  private flush(): void {
    if (this.failure !== undefined || !this.hasWork()) return
    const { queue: appends, erase } = this
    this.queue = []
    this.erase = []
    this.sent.push({ appends })
    this.post({ kind: 'batch', erase, appends: appends.map(({ item }) => item) })
  }

  private receive(message: FromWriter): void {
    switch (message.kind) {
      case 'opened':
        this.opening.get(message.log)?.resolve()
        this.opening.delete(message.log)
        return
      case 'done':
        return this.settle(message.batches, message.positions)
      case 'scrubbed':
        for (const waiter of this.keyWaiters.splice(0, message.erasures)) waiter.resolve()
        return
      case 'room':
        this.isFull = message.isFull
        for (const listener of this.roomListeners) listener(message.isFull)
        return
      case 'failed':
        return this.fail(new Error(message.message))
      case 'closed':
        this.closed?.()
    }
  }

  private settle(batches: number, positions: readonly number[]): void {
    let next = 0
    for (const { appends } of this.sent.splice(0, batches)) {
      this.waiting -= appends.length
      for (const { item, resolve, reject } of appends) {
        const position = positions[next++]
        if (position === diskFull) reject(new StoreFull())
        else if (position === keyErased) reject(new StreamErased(item[1]))
        else if (position === undefined || position === wrongRevision)
          reject(new WrongExpectedRevision(item[1], item[2]))
        else resolve(position)
      }
    }
  }

  private fail(cause: unknown): void {
    if (this.failure !== undefined) return
    this.failure = new StoreReadOnly(cause)
    const sent = this.sent.flatMap(({ appends }) => appends)
    const waiting = [...sent, ...this.queue, ...this.keyWaiters, ...this.opening.values()]
    this.sent = []
    this.queue = []
    this.keyWaiters = []
    this.opening.clear()
    for (const { reject } of waiting) reject(this.failure)
    for (const listener of this.listeners) listener()
  }

  private post(message: ToWriter): void {
    this.worker.postMessage(message)
  }

  /** At some 20 µs an append, how long the queue needs to empty. */
  private retryAfterMs(): number {
    return Math.max(50, Math.ceil(this.waiting / 50))
  }
}
