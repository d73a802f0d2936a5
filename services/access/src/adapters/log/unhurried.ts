import type { Feed } from '@careloom/event-sourcing'

const restMs = 250

/** Tells its followers of news a quarter of a second late, so that they read many entries at once: "who looked" can wait, the answers it is about cannot. */
export function unhurried<E>(feed: Feed<E>): Feed<E> {
  return {
    name: feed.name,
    // Nobody waits for it, not even those whose own look it is.
    log: undefined,
    readAll: (after, limit) => feed.readAll(after, limit),
    known: () => feed.known(),
    latest: () => feed.latest(),
    get isOpen() {
      return feed.isOpen
    },
    mark: (position) => feed.mark(position),
    onAppended(listener) {
      let timer: NodeJS.Timeout | undefined
      const tell = () => {
        timer = undefined
        listener()
      }
      const stop = feed.onAppended(() => (timer ??= setTimeout(tell, restMs)))
      return () => {
        stop()
        clearTimeout(timer)
      }
    },
  }
}
