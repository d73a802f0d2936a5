/** One of so many slots for work at the same time. */
export type Slot = {
  /** Gives the slot to others for a while, then waits for one again. Ends early, with false, when the lanes close. */
  pause(ms: number): Promise<boolean>
}

/** Work in order per key, keys side by side, so many at once. Whoever pauses holds up their own key only. */
export class Lanes {
  private readonly slots: number
  private readonly lanes = new Map<string, Promise<void>>()
  private readonly queue: (() => void)[] = []
  private readonly pauses = new Set<() => void>()
  private readonly slot: Slot = { pause: (ms) => this.pause(ms) }
  private taken = 0
  private closed = false

  constructor(slots: number) {
    this.slots = slots
  }

  /** As many want a slot as there are: more is better not begun yet. */
  get isCrowded(): boolean {
    return this.taken + this.queue.length >= this.slots
  }

  get isClosed(): boolean {
    return this.closed
  }

  /** Resolves when the work has ended. `work` must not throw. */
  add(key: string, work: (slot: Slot) => Promise<void>): Promise<void> {
    const turn = (this.lanes.get(key) ?? Promise.resolve()).then(async () => {
      await this.enter()
      await work(this.slot)
      this.leave()
    })
    this.lanes.set(key, turn)
    return turn.then(() => {
      if (this.lanes.get(key) === turn) this.lanes.delete(key)
    })
  }

  /** Ends every pause, and resolves when all work has ended. */
  async close(): Promise<void> {
    this.closed = true
    for (const end of this.pauses) end()
    await Promise.all(this.lanes.values())
  }

  private async pause(ms: number): Promise<boolean> {
    this.leave()
    if (!this.closed)
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer)
          this.pauses.delete(end)
          resolve()
        }
        const timer = setTimeout(end, ms)
        this.pauses.add(end)
      })
    await this.enter()
    return !this.closed
  }

  private async enter(): Promise<void> {
    if (this.taken >= this.slots) await new Promise<void>((resolve) => this.queue.push(resolve))
    else this.taken += 1
  }

  /** The slot goes to the first in the queue, or is free. */
  private leave(): void {
    const next = this.queue.shift()
    if (next === undefined) this.taken -= 1
    else next()
  }
}
