import type { AnyEvent, Told } from '@careloom/event-sourcing'
import type { Publication } from './bus.ts'

/** A message as a broker carries it. */
export type Outgoing = {
  readonly topic: string
  readonly key: string
  readonly event: Told<AnyEvent>
}

/** Resolves when the broker has every message of the batch durably, in order per key. */
export type Producer = { send(batch: readonly Outgoing[]): Promise<void> }

/** Who may relay: one at a time. `epoch` rises with every change of holder, so that a late one is fenced off. */
export type Lease = {
  /** The epoch if this process holds the lease now; undefined otherwise. */
  acquire(): Promise<number | undefined>
  release(): Promise<void>
}

/** How far the relay is, kept beside the lease: a save with an old epoch answers false and changes nothing. */
export type RelayCheckpoint = {
  load(): Promise<number>
  save(position: number, epoch: number): Promise<boolean>
}

export type RunningRelay = { close(): Promise<void> }

const batchSize = 500

/**
 * Hands a log to a broker, in order, from its checkpoint. The log is the outbox: what is in it is sent at least once,
 * and the checkpoint moves only after the broker has answered.
 */
export function runRelay<E extends AnyEvent, P extends AnyEvent>(
  publication: Publication<E, P>,
  producer: Producer,
  checkpoint: RelayCheckpoint,
  lease: Lease,
  idleMs = 1_000,
): RunningRelay {
  let closed = false
  let wake: () => void = () => undefined
  const stop = publication.feed.onAppended(() => wake())
  const running = loop()

  async function loop(): Promise<void> {
    while (!closed) {
      const moved = await round().catch(() => false)
      if (!moved && !closed) await idle()
    }
    await lease.release()
  }

  /** One batch; true when there may be more at once. */
  async function round(): Promise<boolean> {
    const epoch = await lease.acquire()
    if (epoch === undefined) return false
    const after = await checkpoint.load()
    const page = await publication.feed.readAll(after, batchSize)
    if (page.through === after) return false
    const batch: Outgoing[] = []
    for (const event of page.events) {
      const published = event.erased ? undefined : publication.map(event)
      if (published !== undefined)
        batch.push({
          topic: publication.topic,
          key: event.stream,
          event: withBody(event, published),
        })
    }
    if (batch.length > 0) await producer.send(batch)
    return checkpoint.save(page.through, epoch)
  }

  function idle(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, idleMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    async close() {
      closed = true
      stop()
      wake()
      await running
    },
  }
}

function withBody(event: Told<AnyEvent>, { type, data }: AnyEvent): Told<AnyEvent> {
  const { position, stream, revision, id, time, person, causationId, meta } = event
  return {
    position,
    stream,
    revision,
    id,
    time,
    person,
    causationId,
    meta,
    erased: false,
    type,
    data,
  }
}
