import type { AnyEvent, ReceivedEvent } from '@careloom/event-sourcing'

/**
 * What a broker carries at once: all that a topic has of its log after one position and up to another, in order. None of it
 * is published: it still says how far the topic goes.
 */
export type Batch = {
  readonly topic: string
  /** The log. A topic is one sequence: whatever spreads messages by their key keeps those of one log together. */
  readonly key: string
  readonly after: number
  readonly through: number
  readonly events: readonly ReceivedEvent<AnyEvent>[]
}

/** Resolves when the broker has the batch durably, behind what was sent under its key before. */
export type Producer = { send(batch: Batch): Promise<void> }

/** How far the relay is: a save that goes back, or with an epoch older than one that has saved, answers false and changes nothing. */
export type RelayCheckpoint = {
  load(): Promise<number>
  save(position: number, epoch: number): Promise<boolean>
}
