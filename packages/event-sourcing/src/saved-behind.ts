import type { Reached } from './reaction-store.ts'

/** `isAnew`: it counts whatever was kept. */
export type Behind = Reached & { readonly isAnew: boolean }

const saveAfterMs = 100

/**
 * How far reactions are, kept together a little later. What cannot be kept now is kept with the next; until then its events may
 * come again.
 */
export class SavedBehind {
  private readonly keep: (behind: ReadonlyMap<string, Behind>) => void | Promise<void>
  private readonly waiting = new Map<string, Behind>()
  /** What is kept at least. */
  private readonly known = new Map<string, Reached>()
  private timer: NodeJS.Timeout | undefined
  private keeping: Promise<void> | undefined

  /** @param keep keeps each of them unless what is kept is further on; all of them, or it throws */
  constructor(keep: (behind: ReadonlyMap<string, Behind>) => void | Promise<void>) {
    this.keep = keep
  }

  /** Where a reaction is, when this is kept of it. */
  reached(reaction: string, kept: Reached): Reached {
    this.known.set(reaction, kept)
    const waiting = this.waiting.get(reaction)
    if (waiting === undefined || !(waiting.isAnew || waiting.position > kept.position)) return kept
    return { position: waiting.position, mark: waiting.mark }
  }

  /** Goes back only by `restart`. */
  save(reaction: string, reached: Reached): void {
    const before = this.waiting.get(reaction)
    const known = before ?? this.known.get(reaction)
    if (known !== undefined && reached.position <= known.position) return
    this.wait(reaction, { ...reached, isAnew: before?.isAnew ?? false })
  }

  restart(reaction: string, reached: Reached): void {
    this.wait(reaction, { ...reached, isAnew: true })
  }

  /** Resolves when what was said before is kept, or cannot be kept now. What `keep` does at once is done when this returns. */
  flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.keeping !== undefined) return this.keeping.then(() => this.flush())
    this.keeping = this.keepAll().finally(() => (this.keeping = undefined))
    return this.keeping
  }

  private async keepAll(): Promise<void> {
    if (this.waiting.size === 0) return
    const behind = new Map(this.waiting)
    try {
      await this.keep(behind)
    } catch {
      return
    }
    for (const [reaction, each] of behind) {
      this.known.set(reaction, each)
      if (this.waiting.get(reaction) === each) this.waiting.delete(reaction)
    }
  }

  private wait(reaction: string, behind: Behind): void {
    this.waiting.set(reaction, behind)
    this.timer ??= setTimeout(() => void this.flush(), saveAfterMs)
  }
}
