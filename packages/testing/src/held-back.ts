import type { AnyEvent, Feed, ReceivedEvent } from '@careloom/event-sourcing'

type Seen = { readonly at: number; readonly position: number }

/** A feed whose news reaches those who follow it so much later: as a process that lags behind sees it. */
export function heldBack<E extends AnyEvent>(
  feed: Feed<ReceivedEvent<E>>,
  ms: number,
): Feed<ReceivedEvent<E>> {
  const heard: Seen[] = []
  const stop = feed.onAppended(() => heard.push({ at: performance.now(), position: feed.known() }))
  void stop
  const passed = () => {
    const before = performance.now() - ms
    return heard.findLast(({ at }) => at <= before)?.position ?? 0
  }
  return {
    name: feed.name,
    get log() {
      return feed.log
    },
    get isOpen() {
      return feed.isOpen
    },
    known: () => feed.known(),
    latest: () => feed.latest(),
    mark: (position) => feed.mark(position),
    async readAll(after, limit) {
      const until = passed()
      if (after >= until) return { events: [], through: after }
      return feed.readAll(after, Math.min(limit, until - after))
    },
    onAppended: (listener) => feed.onAppended(() => void setTimeout(listener, ms + 1)),
  }
}
