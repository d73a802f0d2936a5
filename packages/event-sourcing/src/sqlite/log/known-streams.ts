import type { AnyEvent } from '../../decider.ts'
import type { Recorded } from '../../event-store.ts'

type Known<E extends AnyEvent> = {
  readonly events: readonly Recorded<E>[]
  readonly subjects: readonly string[]
}

const longest = 200

/**
 * Histories read lately, opened once: opening a sealed event costs more than reading it. A history only grows, so what
 * is known stays true until a key is erased; all appends of a process go through one store, which adds them here.
 */
export class KnownStreams<E extends AnyEvent> {
  private readonly maxEvents: number
  private readonly streams = new Map<string, Known<E>>()
  private count = 0

  constructor(maxEvents: number) {
    this.maxEvents = maxEvents
  }

  /** The stream if it is known, unless a key that opened it is gone. */
  get(stream: string, isErased: (subject: string) => boolean): readonly Recorded<E>[] | undefined {
    const known = this.streams.get(stream)
    if (known === undefined) return undefined
    this.forget(stream, known)
    if (known.subjects.some(isErased)) return undefined
    this.remember(stream, known)
    return known.events
  }

  /** What was just appended. A stream of which something before is not known stays unknown. */
  add(stream: string, events: readonly Recorded<E>[], subject: string): void {
    const known = this.streams.get(stream)
    const before = (events[0]?.revision ?? 1) - 1
    const length = known?.events.length ?? 0
    if (length > before) return
    if (length === before) this.keep(stream, [...(known?.events ?? []), ...events], [subject])
    else this.drop(stream)
  }

  /** Somebody else was faster: what is known may be behind. */
  drop(stream: string): void {
    const known = this.streams.get(stream)
    if (known !== undefined) this.forget(stream, known)
  }

  /** @param subjects whose keys opened what was not known before */
  keep(stream: string, events: readonly Recorded<E>[], subjects: Iterable<string>): void {
    const before = this.streams.get(stream)
    if (before !== undefined) this.forget(stream, before)
    if (events.length > longest) return
    this.remember(stream, {
      events,
      subjects: [...new Set([...(before?.subjects ?? []), ...subjects])],
    })
    for (const [oldest, known] of this.streams) {
      if (this.count <= this.maxEvents) return
      this.forget(oldest, known)
    }
  }

  private remember(stream: string, known: Known<E>): void {
    this.streams.set(stream, known)
    this.count += known.events.length
  }

  private forget(stream: string, known: Known<E>): void {
    this.streams.delete(stream)
    this.count -= known.events.length
  }
}
