import { LRUCache } from 'lru-cache'
import type { AnyEvent } from '../decider.ts'
import type { RecordedEvent } from '../event-store.ts'
import { Gaps } from '../gaps.ts'

type Known<E extends AnyEvent> = {
  readonly events: readonly RecordedEvent<E>[]
  readonly subjects: readonly string[]
}

const longest = 200
const none: readonly never[] = []

/**
 * Histories read lately, opened once: opening a sealed event costs more than reading it. A history only grows, so what
 * is known stays true until a key is erased; all appends of a process go through one store, which adds them here. Knows of
 * streams that there are none of, too.
 */
export class KnownStreams<E extends AnyEvent> {
  private readonly streams: LRUCache<string, Known<E>>
  private readonly gaps = new Gaps()

  /** @param maxEvents kept of all streams together; a stream longer than 200 is not kept. */
  constructor(maxEvents: number) {
    this.streams = new LRUCache({
      maxSize: maxEvents,
      maxEntrySize: longest,
      // The cache takes no size of nought.
      sizeCalculation: ({ events }) => Math.max(1, events.length),
    })
  }

  /** The stream if it is known, unless a key that opened it is gone. */
  get(
    stream: string,
    isErased: (subject: string) => boolean,
  ): readonly RecordedEvent<E>[] | undefined {
    const known = this.streams.get(stream)
    if (known === undefined) return this.gaps.holds(stream) ? none : undefined
    if (!known.subjects.some(isErased)) return known.events
    this.drop(stream)
    return undefined
  }

  /** What was just appended. A stream of which something before is not known stays unknown. */
  add(stream: string, events: readonly RecordedEvent<E>[], subject: string): void {
    this.gaps.fill(stream)
    const known = this.streams.get(stream)
    const before = (events[0]?.revision ?? 1) - 1
    const length = known?.events.length ?? 0
    if (length > before) return
    if (length === before) this.keep(stream, [...(known?.events ?? []), ...events], [subject])
    else this.drop(stream)
  }

  /** There is no such stream; `next` is the first one behind it. */
  addNone(stream: string, next: string | undefined): void {
    this.gaps.add(stream, next)
  }

  /** Somebody else was faster: what is known may be behind. */
  drop(stream: string): void {
    this.gaps.fill(stream)
    this.streams.delete(stream)
  }

  /** @param subjects whose keys opened what was not known before */
  keep(stream: string, events: readonly RecordedEvent<E>[], subjects: Iterable<string>): void {
    const before = this.streams.peek(stream)
    this.streams.set(stream, {
      events,
      subjects: [...new Set([...(before?.subjects ?? []), ...subjects])],
    })
  }
}
