import type { AnyEvent } from '../decider.ts'
import type { RecordedEvent } from '../event-store.ts'
import { subjectOf } from '../sealing.ts'

/** The newest events of a log, opened once for all who follow it. Never answers an event whose key has been erased. */
export class RecentEvents<E extends AnyEvent> {
  private readonly size: number
  private readonly byPosition = new Map<number, RecordedEvent<E>>()

  constructor(size: number) {
    this.size = size
  }

  keep(events: readonly RecordedEvent<E>[]): void {
    for (const event of events) this.byPosition.set(event.position, event)
    for (const position of this.byPosition.keys()) {
      if (this.byPosition.size <= this.size) return
      this.byPosition.delete(position)
    }
  }

  after(
    position: number,
    limit: number,
    isErased: (subject: string) => boolean,
  ): RecordedEvent<E>[] {
    const events: RecordedEvent<E>[] = []
    for (let at = position + 1; events.length < limit; at++) {
      const event = this.byPosition.get(at)
      if (event === undefined) break
      if (!event.erased && event.person !== undefined && isErased(subjectOf(event))) {
        this.byPosition.clear()
        return []
      }
      events.push(event)
    }
    return events
  }
}
