import assert from 'node:assert/strict'
import {
  instantOf,
  StreamErased,
  WrongExpectedRevision,
  type AnyEvent,
  type EventStore,
  type RecordedEvent,
} from '@careloom/event-sourcing'

export type MemoryLog = EventStore<AnyEvent> & {
  /** The same log seen as holding events of a kind. */
  of<E extends AnyEvent>(): EventStore<E>
  /** As if the key of a stream were destroyed. */
  erase(stream: string): void
}

/** A log without a file, for laws over many orders of steps: each reading and each append is done at once. No feed. */
export function memoryLog(): MemoryLog {
  const streams = new Map<string, readonly RecordedEvent<AnyEvent>[]>()
  const erased = new Set<string>()
  const noFeed = () => assert.fail('a log in memory is not followed')
  const refuseErased = (stream: string) => {
    if (erased.has(stream)) throw new StreamErased(stream)
  }
  return {
    feed: {
      name: 'memory',
      log: 'memory',
      isOpen: true,
      known: noFeed,
      latest: noFeed,
      mark: noFeed,
      onAppended: noFeed,
      readAll: noFeed,
    },
    async read(stream) {
      refuseErased(stream)
      return streams.get(stream) ?? []
    },
    async append(stream, expected, events, meta) {
      refuseErased(stream)
      const before = streams.get(stream) ?? []
      if (before.length !== expected) throw new WrongExpectedRevision(stream, expected)
      const { causationId, person } = meta
      const envelope = { stream, causationId, person, meta, position: 0, version: 1, erased: false }
      const added = events.map((event, i) => ({
        ...event,
        ...envelope,
        id: `${stream}@${expected + i + 1}`,
        time: instantOf(0),
        revision: expected + i + 1,
      }))
      streams.set(stream, [...before, ...added])
      return { stream, revision: expected + events.length, position: 0 }
    },
    of<E extends AnyEvent>() {
      return this as unknown as EventStore<E>
    },
    erase: (stream) => void erased.add(stream),
  }
}
