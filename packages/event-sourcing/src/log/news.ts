/** Tells who listens that there is something new, once per turn of the event loop: a group commit wakes each follower once. */
export class News {
  private readonly listeners = new Set<() => void>()
  private isTold = false

  /** Answers how to stop. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  tell(): void {
    if (this.isTold) return
    this.isTold = true
    queueMicrotask(() => {
      this.isTold = false
      for (const listener of this.listeners) listener()
    })
  }

  close(): void {
    this.listeners.clear()
  }
}
