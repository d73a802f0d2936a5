import { NotCaughtUp } from '../../failure.ts'
import type { Checkpoint } from './saver-protocol.ts'

/** As much of a feed as progress in it takes. */
export type Followed = {
  readonly name: string
  readonly isOpen: boolean
  readonly form?: string
  known(): number
  mark(position: number): Promise<string | undefined>
}

type Waiter = { readonly isMet: () => boolean; readonly resolve: () => void }

/** How far a read model is in each of its feeds, who waits for it, and whether it has seen all that was there when it began. */
export class Progress {
  private readonly name: string
  private readonly feeds: readonly Followed[]
  private readonly positions = new Map<string, number>()
  /** What is in the file. */
  private readonly saved = new Map<string, number>()
  /** Where each feed ended when it was first known: a read model that is not so far yet shows a past that nobody lives in. */
  private readonly beginnings = new Map<string, number>()
  private waiters: Waiter[] = []

  constructor(name: string, feeds: readonly Followed[], saved: readonly Checkpoint[]) {
    this.name = name
    this.feeds = feeds
    for (const { feed, position } of saved) this.move(feed, position)
    this.keep(saved)
    void this.isWhole
  }

  at(feed: string): number {
    return this.positions.get(feed) ?? 0
  }

  move(feed: string, position: number): void {
    this.positions.set(feed, position)
  }

  /** Has seen everything that was there at its beginning, of every feed that somebody has published so far. */
  get isWhole(): boolean {
    return this.feeds.every((feed) => {
      if (!this.beginnings.has(feed.name) && feed.isOpen)
        this.beginnings.set(feed.name, feed.known())
      return this.at(feed.name) >= (this.beginnings.get(feed.name) ?? 0)
    })
  }

  /** All positions, by feed. */
  all(): Record<string, number> {
    return Object.fromEntries(this.positions)
  }

  /**
   * The positions as they are at the call, with their marks, to be saved. A feed that went away meanwhile keeps what it had.
   * @throws CareloomError, retryable, when nobody can say what identifies a position
   */
  async checkpoints(): Promise<Checkpoint[]> {
    const open = this.feeds.filter((feed) => feed.isOpen && this.at(feed.name) > 0)
    const found = open.map(async (feed) => {
      const position = this.at(feed.name)
      const mark = await markOf(feed, position)
      return mark === undefined ? [] : [{ feed: feed.name, position, mark }]
    })
    return (await Promise.all(found)).flat()
  }

  /** These checkpoints are in the file. */
  keep(checkpoints: readonly Checkpoint[]): void {
    for (const { feed, position } of checkpoints) this.saved.set(feed, position)
  }

  /** Events of a feed since what is in the file. */
  unsaved(feed: string): number {
    return this.at(feed) - (this.saved.get(feed) ?? 0)
  }

  get hasUnsaved(): boolean {
    return this.feeds.some(({ name }) => this.unsaved(name) > 0)
  }

  /** @throws NotCaughtUp */
  reached(position: number, feed: string, withinMs: number): Promise<void> {
    return this.wait(() => this.at(feed) >= position, position, withinMs)
  }

  /** @throws NotCaughtUp */
  whole(withinMs: number): Promise<void> {
    const open = this.feeds.find(({ name }) => this.at(name) < (this.beginnings.get(name) ?? 0))
    const position = this.beginnings.get(open?.name ?? '') ?? 0
    return this.wait(() => this.isWhole, position, withinMs)
  }

  /** Lets go whoever waited for what has come. */
  release(): void {
    const met = this.waiters.filter(({ isMet }) => isMet())
    if (met.length === 0) return
    this.waiters = this.waiters.filter((waiter) => !met.includes(waiter))
    for (const waiter of met) waiter.resolve()
  }

  private wait(isMet: () => boolean, position: number, withinMs: number): Promise<void> {
    if (isMet()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((waiter) => waiter !== mine)
        reject(new NotCaughtUp(this.name, position))
      }, withinMs)
      const mine: Waiter = {
        isMet,
        resolve: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      this.waiters.push(mine)
    })
  }
}

/**
 * Why what was saved of a feed is not what would be read of it now, if so: of another past (it was cut, restored from an older
 * backup, or is another one), or of the same events in another form.
 */
export async function differenceFrom(
  feed: Followed,
  saved: readonly Checkpoint[],
): Promise<'past' | 'form' | undefined> {
  const checkpoint = saved.find((each) => each.feed === feed.name)
  if (checkpoint === undefined) return undefined
  if (checkpoint.mark === (await markOf(feed, checkpoint.position))) return undefined
  const [past] = checkpoint.mark.split(' ')
  return past === (await feed.mark(checkpoint.position)) ? 'form' : 'past'
}

/** What identifies what has been read up to a position: the past, and the form in which its events were read. */
async function markOf(feed: Followed, position: number): Promise<string | undefined> {
  const mark = await feed.mark(position)
  return mark === undefined || !feed.form ? mark : `${mark} ${feed.form}`
}
