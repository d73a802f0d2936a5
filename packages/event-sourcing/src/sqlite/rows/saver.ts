import { Worker } from 'node:worker_threads'
import { StoreFull, StoreReadOnly } from '../../failure.ts'
import { threadFile, threadLimits } from '../thread-file.ts'
import type { Changes, FromSaver, ToSaver } from './saver-protocol.ts'

type Waiting = { readonly resolve: () => void; readonly reject: (error: Error) => void }

/**
 * The process's side of the saver thread, which writes all read models: the event loop never waits for a disk, nor folds a
 * write-ahead file. What could not be written is rejected, and may be sent again.
 */
export class Saver {
  private readonly worker: Worker
  private readonly waiting = new Map<number, Waiting>()
  private files = 0
  private next = 0
  private isHeld = false
  private ended: Error | undefined
  private closing: Promise<void> | undefined
  private closed: (() => void) | undefined

  constructor() {
    this.worker = new Worker(threadFile('saver-thread', import.meta.url), {
      resourceLimits: threadLimits,
    })
    this.worker.on('message', (message: FromSaver) => this.receive(message))
    this.worker.on('error', (error) => this.end(error))
    this.worker.on('exit', () => this.end(new Error('the saver thread ended')))
  }

  /** A file that read models are in; its number here. */
  open(path: string): number {
    const file = this.files++
    this.post({ kind: 'open', file, path })
    return file
  }

  /** Resolves when the changes are in the file, with those that were sent before. */
  save(file: number, changes: Changes): Promise<void> {
    if (this.isHeld) return Promise.reject(new StoreFull())
    return this.ask((id) => ({ kind: 'save', file, id, ...changes }))
  }

  /** Removes read models with all their rows. */
  remove(file: number, models: readonly number[]): Promise<void> {
    return this.ask((id) => ({ kind: 'remove', file, id, models }))
  }

  /** Resolves when nothing of what was removed before is left in the file or beside it. */
  scrub(file: number): Promise<void> {
    return this.ask((id) => ({ kind: 'scrub', file, id }))
  }

  /** What was sent before is written. Idempotent. */
  close(): Promise<void> {
    this.closing ??= new Promise<void>((resolve) => {
      this.closed = resolve
      if (this.ended === undefined) this.post({ kind: 'close' })
      else resolve()
    }).then(() => void this.worker.terminate())
    return this.closing
  }

  /** While the disk is full nothing is saved: what room there is is for what cannot wait. */
  hold(isFull: boolean): void {
    this.isHeld = isFull
  }

  private ask(message: (id: number) => ToSaver): Promise<void> {
    if (this.ended !== undefined) return Promise.reject(new StoreReadOnly(this.ended))
    const id = this.next++
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.post(message(id))
    })
  }

  private receive(message: FromSaver): void {
    if (message.kind === 'closed') return this.closed?.()
    const waiting = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if (message.kind === 'done') waiting?.resolve()
    else waiting?.reject(new StoreReadOnly(new Error(message.message)))
  }

  private end(error: Error): void {
    this.ended ??= error
    for (const { reject } of this.waiting.values()) reject(new StoreReadOnly(this.ended))
    this.waiting.clear()
    this.closed?.()
  }

  private post(message: ToSaver): void {
    this.worker.postMessage(message)
  }
}
