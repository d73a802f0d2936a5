import type { Response } from 'express'
import type { Topic } from '@careloom/web-api'

const settleMs = 60
const heartbeatMs = 25_000
/** What a timer can count. */
const longestMs = 2 ** 31 - 1

/**
 * An answer that goes on, as server-sent events: what comes together is said together. Nothing is put before a reader who
 * has not taken what is there; what changed meanwhile is said when they have. One who takes nothing for a heartbeat is let go.
 */
export class LiveStream {
  private readonly response: Response
  private readonly pending = new Set<Topic>()
  private readonly heartbeat: NodeJS.Timeout
  private readonly last: NodeJS.Timeout
  private soon: NodeJS.Timeout | undefined
  private isFull = false

  /** `lastsMs`: as long as the token that it was asked for with. */
  constructor(response: Response, lastsMs: number) {
    this.response = response
    response.flushHeaders()
    response.on('drain', () => {
      this.isFull = false
      this.tell([])
    })
    this.heartbeat = setInterval(() => this.beat(), heartbeatMs)
    this.last = setTimeout(() => this.end(), Math.min(lastsMs, longestMs))
    this.write(': connected\n\n')
  }

  tell(topics: readonly Topic[]): void {
    for (const topic of topics) this.pending.add(topic)
    if (this.pending.size > 0 && !this.isFull) this.soon ??= setTimeout(() => this.say(), settleMs)
  }

  end(): void {
    this.stop()
    this.response.end()
  }

  /** Whoever listened has gone. */
  stop(): void {
    clearInterval(this.heartbeat)
    clearTimeout(this.last)
    clearTimeout(this.soon)
  }

  private say(): void {
    this.soon = undefined
    if (this.isFull) return
    const topics = [...this.pending]
    this.pending.clear()
    this.write(`event: changed\ndata: ${JSON.stringify({ topics })}\n\n`)
  }

  private beat(): void {
    if (this.isFull) this.response.destroy()
    else this.write(': here\n\n')
  }

  private write(text: string): void {
    this.isFull = !this.response.write(text)
  }
}
