import type { Erasure, Feed, Page } from '@careloom/event-sourcing'

export type HearingOptions = {
  /** How often it is asked who was erased; milliseconds. */
  readonly hearMs?: number
  /** How long what was heard is trusted; milliseconds. */
  readonly trustMs?: number
  readonly onError?: (error: unknown) => void
}

export type HearingNeeds = {
  /** Who was erased, in order, from the erasure after one on: some of them, none at the end. */
  readonly read: (after: number) => Promise<readonly string[]>
  /** Nothing of them is opened any more; called before anybody else is told. */
  readonly forget: (subject: string) => void
  /** Called when there may be something to drop. */
  readonly heard: () => Promise<void>
}

/**
 * Every erasure that this process has heard of, as what holds a person's data follows them. It asks several times a second. All of
 * them are in memory: opaque ids only.
 */
export class Erasures implements Feed<Erasure> {
  readonly name = 'erasures'
  readonly log = 'erasures'
  readonly isOpen = true
  readonly trustMs: number
  private readonly needs: HearingNeeds
  private readonly options: HearingOptions
  private readonly subjects: string[] = []
  private readonly all = new Set<string>()
  private readonly listeners = new Set<() => void>()
  private hearing: Promise<void> = Promise.resolve()
  private toHear: Promise<void> | undefined
  private heardAt = Number.NEGATIVE_INFINITY
  private isListening = false
  private next: NodeJS.Timeout | undefined

  constructor(needs: HearingNeeds, options: HearingOptions) {
    this.needs = needs
    this.options = options
    this.trustMs = options.trustMs ?? 2_000
  }

  async readAll(after: number, limit: number): Promise<Page<Erasure>> {
    const events = this.subjects
      .slice(after, after + limit)
      .map((subject, i) => ({ position: after + i + 1, subject }))
    return { events, through: after + events.length }
  }

  known(): number {
    return this.subjects.length
  }

  async latest(): Promise<number> {
    await this.hear()
    return this.known()
  }

  async mark(position: number): Promise<string | undefined> {
    return position === 0 ? '' : this.subjects[position - 1]
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  has(subject: string): boolean {
    return this.all.has(subject)
  }

  /** Whether it was asked lately who was erased: nobody whose erasure was answered is missing. */
  get isSure(): boolean {
    return performance.now() < this.heardAt + this.trustMs
  }

  /** Hears of every erasure that was durable when it is called. @throws CareloomError, retryable */
  hear(): Promise<void> {
    // One that has not begun yet hears of them too.
    this.toHear ??= this.hearing
      .catch(() => undefined)
      .then(() => {
        this.toHear = undefined
        this.hearing = this.hearNow()
        return this.hearing
      })
    return this.toHear
  }

  listen(): void {
    this.isListening = true
    const round = () =>
      void this.hear()
        .then(() => this.needs.heard())
        .catch((error: unknown) => this.options.onError?.(error))
        .finally(() => {
          if (this.isListening) this.listen()
        })
    this.next = setTimeout(round, this.options.hearMs ?? 200)
    this.next.unref()
  }

  async close(): Promise<void> {
    this.isListening = false
    clearTimeout(this.next)
    await this.toHear?.catch(() => undefined)
    await this.hearing.catch(() => undefined)
  }

  private async hearNow(): Promise<void> {
    const from = performance.now()
    for (;;) {
      const subjects = await this.needs.read(this.known())
      if (subjects.length === 0) break
      for (const subject of subjects) this.needs.forget(subject)
      for (const subject of subjects) this.all.add(subject)
      this.subjects.push(...subjects)
      for (const listener of this.listeners) listener()
    }
    this.heardAt = from
  }
}
