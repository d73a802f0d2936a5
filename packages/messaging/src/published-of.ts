import { EventTooNew, type AnyEvent, type Page, type ReceivedEvent } from '@careloom/event-sourcing'
import type { Publication } from './bus.ts'

/**
 * What a page of a log is to those whom it is published to. It ends before what only a newer version of the product can
 * read.
 * @throws EventTooNew when it would begin with that
 */
export function publishedOf<E extends AnyEvent, P extends AnyEvent>(
  page: Page<ReceivedEvent<E>>,
  map: Publication<E, P>['map'],
  as: (event: ReceivedEvent<E>, published: P) => ReceivedEvent<AnyEvent>,
): Page<ReceivedEvent<AnyEvent>> {
  const events: ReceivedEvent<AnyEvent>[] = []
  for (const event of page.events)
    try {
      const published = event.erased ? undefined : map(event)
      if (published !== undefined) events.push(as(event, published))
    } catch (error) {
      if (error instanceof EventTooNew && event !== page.events[0])
        return { events, through: event.position - 1 }
      throw error
    }
  return { events, through: page.through }
}
