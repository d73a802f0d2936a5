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

export type RelayOptions = {
  /** How long a relay without the lease, or after a failure, waits before it tries again; milliseconds. */
  readonly idleMs?: number
  readonly onError?: (error: unknown) => void
}

const batchSize = 500

/**
 * Hands a log to a broker, in order, from its checkpoint. The log is the outbox: what is in it is sent at least once,
 * and the checkpoint moves only after the broker has answered. A relay whose lease went to another sends at most the
 * batch that it had begun, and moves no checkpoint.
 */
export function runRelay<E extends AnyEvent, P extends AnyEvent>(
  publication: Publication<E, P>,
  producer: Producer,
  checkpoint: RelayCheckpoint,
  lease: Lease,
  { idleMs = 1_000, onError }: RelayOptions = {},
): RunningRelay {
  let closed = false
  let news = false
  let wake: () => void = () => undefined
  const stop = publication.feed.onAppended(() => {
    news = true
    wake()
  })
  const running = loop()

  async function loop(): Promise<void> {
    while (!closed) {
      news = false
      const outcome = await round().catch((error: unknown) => (onError?.(error), 'later' as const))
      // What was appended during the round is news; without the lease or the broker, news can wait.
      if (outcome !== 'more' && !closed && !(outcome === 'done' && news)) await idle(outcome)
    }
    await lease.release()
  }

  /** One batch. */
  async function round(): Promise<'more' | 'done' | 'later'> {
    const epoch = await lease.acquire()
    if (epoch === undefined) return 'later'
    const after = await checkpoint.load()
    const page = await publication.feed.readAll(after, batchSize)
    if (page.through === after) return 'done'
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
    return (await checkpoint.save(page.through, epoch)) ? 'more' : 'later'
  }

  /** Until the time is over, or (with the lease at hand) there is something new. */
  function idle(outcome: 'done' | 'later'): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, idleMs)
      wake = () => {
        if (outcome === 'later' && !closed) return
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
