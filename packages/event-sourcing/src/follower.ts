/**
 * Works whenever there is news, one piece at a time: news that comes during the work is looked at after it, however often
 * it came. What goes wrong is told, and the next news is worked on.
 */
export class Follower {
  private readonly work: () => Promise<void>
  private readonly onError: (error: unknown) => void
  private running: Promise<void> | undefined
  private again = false
  private halted = false

  constructor(work: () => Promise<void>, onError: (error: unknown) => void) {
    this.work = work
    this.onError = onError
  }

  /** The work under way should end soon, and none is begun any more. */
  get isHalted(): boolean {
    return this.halted
  }

  /** There is news. */
  wake(): void {
    this.again = true
    if (this.running !== undefined || this.halted) return
    this.again = false
    this.running = this.work()
      .catch((error: unknown) => this.onError(error))
      .finally(() => {
        this.running = undefined
        if (this.again) this.wake()
      })
  }

  halt(): void {
    this.halted = true
  }

  /** Resolves when the work under way has ended; none is begun until `goOn`. */
  async stop(): Promise<void> {
    this.halted = true
    await this.running
  }

  goOn(): void {
    this.halted = false
    this.wake()
  }
}
