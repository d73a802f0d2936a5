import type { AnyEvent } from '../decider.ts'
import type { RecordedEvent } from '../event-store.ts'
import { subjectOf } from '../sealing.ts'

type Page<E extends AnyEvent> = readonly RecordedEvent<E>[]

/** Kept pages: the followers of a log that build anew walk it close to each other. */
const maxPages = 6

/**
 * Pages of a log that more stands behind, opened once for all who follow it from its beginning: opening a seal is most of
 * what a rebuild costs. Never answers an event whose key has been erased.
 */
export class OpenedPages<E extends AnyEvent> {
  private readonly pages = new Map<string, Page<E>>()

  get(
    after: number,
    limit: number,
    isErased: (subject: string) => boolean,
  ): RecordedEvent<E>[] | undefined {
    const page = this.pages.get(`${after} ${limit}`)
    if (page === undefined) return undefined
    if (!page.some((event) => !event.erased && isErased(subjectOf(event)))) return [...page]
    this.pages.clear()
    return undefined
  }

  keep(after: number, limit: number, events: Page<E>): void {
    this.pages.set(`${after} ${limit}`, events)
    for (const key of this.pages.keys()) {
      if (this.pages.size <= maxPages) return
      this.pages.delete(key)
    }
  }
}
