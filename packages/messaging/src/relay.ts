import { whileHeld, type AnyEvent, type Lease } from '@careloom/event-sourcing'
import type { Producer, RelayCheckpoint } from './broker.ts'
import type { Publication } from './bus.ts'
import { Relaying } from './relaying.ts'

export type RunningRelay = {
  /** Events of its topic that the broker does not have yet; undefined where another process sends them, or it is not known. */
  behind(): number | undefined
  close(): Promise<void>
}

export type RelayOptions = {
  /** How long a relay waits after a failure, or for news of which nobody has told it, before it looks again; milliseconds. */
  readonly idleMs?: number
  /** How often it asks for its lease: a third of the term; milliseconds. */
  readonly askMs?: number
  /** How far it is, it saves so much later: what a crash sends again; milliseconds. */
  readonly saveMs?: number
  readonly onError?: (error: unknown) => void
}

/**
 * Hands a log to a broker, in order, from its checkpoint. The log is the outbox: what is in it is sent at least once, and
 * the checkpoint moves only after the broker has answered, a little behind. A relay whose lease went to another sends on until
 * it hears of that, and moves no checkpoint back; a late batch is passed over by its positions (`TopicTail`).
 */
export function runRelay<E extends AnyEvent, P extends AnyEvent>(
  publication: Publication<E, P>,
  producer: Producer,
  checkpoint: RelayCheckpoint,
  lease: Lease,
  { idleMs = 1_000, askMs, saveMs = 250, onError = () => undefined }: RelayOptions = {},
): RunningRelay {
  const need = { publication, producer, checkpoint, idleMs, saveMs, onError }
  let relaying: Relaying<E, P> | undefined
  const duty = {
    begin: (epoch: number) =>
      void (relaying = new Relaying({ ...need, epoch, letGo: () => void onDuty.letGo() })),
    end: async () => {
      await relaying?.end()
      relaying = undefined
    },
  }
  const everyMs = askMs === undefined ? {} : { everyMs: askMs }
  const onDuty = whileHeld(lease, duty, { ...everyMs, onError })
  return { behind: () => relaying?.behind(), close: () => onDuty.close() }
}
