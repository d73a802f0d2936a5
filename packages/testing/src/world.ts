import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type {
  AnyEvent,
  EventStore,
  Feed,
  Published,
  ReceivedEvent,
  Topic,
} from '@careloom/event-sourcing'
import { firstSchema, type EventSchema } from '@careloom/event-sourcing'

/** An id by number, as tests name people, places and things. */
export const uuid = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`

export const monday = '2026-03-02T09:00:00.000Z'
export const dayMs = 86_400_000

/** Waits until something is there, at most fifteen seconds; no sleeping for a guessed time. */
export async function until<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  what = 'what was waited for',
): Promise<T> {
  const end = performance.now() + 15_000
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > end) throw new Error(`${what} did not come about in fifteen seconds`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Forgets how far every reaction is: all messages are delivered once more. */
export function redeliverAll(dataDir: string): void {
  for (const end of ['', '-wal', '-shm'])
    rmSync(join(dataDir, `reactions.sqlite${end}`), { force: true })
}

type Log = { readonly feed: Feed<ReceivedEvent<AnyEvent>>; of<E extends AnyEvent>(): EventStore<E> }
type HostOfNeighbours = {
  openLog(service: string, schema: EventSchema): Promise<Log>
  publish(log: Log, published: Published): void
}

/** Other services, as far as a test needs them: whatever is told on one of these topics is published there. */
export async function neighbours(host: HostOfNeighbours, topics: readonly Topic<AnyEvent>[]) {
  const log = await host.openLog('neighbours', firstSchema)
  for (const topic of topics)
    host.publish(log, {
      topic,
      types: [],
      map: (event) => (event.stream === topic ? event : undefined),
    })
  return {
    /** Another service records and publishes an event, sealed with the key of the person if there is one. */
    async tell(topic: Topic<AnyEvent>, event: AnyEvent, person?: string): Promise<void> {
      const store = log.of<AnyEvent>()
      const { length } = await store.read(topic)
      const causationId = `told-${topic}-${length}`
      await store.append(topic, length, [event], { actor: 'system:test', causationId, person })
    },
  }
}
