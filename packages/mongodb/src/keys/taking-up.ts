import type { WrappingKeys } from '@careloom/event-sourcing/keys'
import type { KeyCollection } from './key-collection.ts'
import type { KnownKeys } from './known-keys.ts'

const everyMs = 5_000

/**
 * Wraps anew what other key-encryption keys have wrapped, and says which ones this process knows and which it wraps by: by
 * another one only when nothing that it has wrapped by the one before is under way any more.
 */
export class TakingUp {
  private readonly keys: KeyCollection
  private readonly known: KnownKeys
  private readonly onError: (error: unknown) => void
  private keks: WrappingKeys
  private taken: WrappingKeys
  private isWrapped = false
  private isClosed = false
  private saying: Promise<void> = Promise.resolve()
  private timer: NodeJS.Timeout | undefined

  constructor(
    keys: KeyCollection,
    known: KnownKeys,
    keks: WrappingKeys,
    onError: (error: unknown) => void,
  ) {
    this.keys = keys
    this.known = known
    this.keks = this.taken = keks
    this.onError = onError
  }

  /** Whoever exchanges keys knows of this process when it resolves. */
  async begin(): Promise<void> {
    await this.known.say(this.taken, this.keks)
    this.timer = setInterval(() => this.takeUp(), everyMs)
    this.timer.unref()
    this.takeUp()
  }

  change(keks: WrappingKeys): void {
    this.keks = keks
    this.keys.wrapBy(keks)
    this.takeUp()
  }

  async close(): Promise<void> {
    this.isClosed = true
    clearInterval(this.timer)
    await this.saying
    await this.known.leave().catch(this.onError)
  }

  private takeUp(): void {
    // What fails is done a little later.
    this.saying = this.saying.then(() => this.takeUpNow()).catch(this.onError)
  }

  private async takeUpNow(): Promise<void> {
    const { keks } = this
    // Known before the rest is wrapped: that may take long.
    await this.known.say(this.taken, keks)
    if (keks === this.taken && this.isWrapped) return
    await this.keys.wrapAllAnew(() => this.isClosed)
    if (this.isClosed) return
    this.isWrapped = true
    this.taken = keks
    await this.known.say(keks, keks)
  }
}
