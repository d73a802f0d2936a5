import type { WrappingKeys } from '../keys/wrapped-key.ts'

/**
 * What the writer thread is asked for; a plain array of texts and numbers, because structured clone is on the hot path.
 * `events` names them a line each, `text` is their data as a JSON array, still in the clear: the thread seals it.
 */
export type AppendItem = [
  log: number,
  stream: string,
  expected: number,
  count: number,
  events: string,
  time: string,
  subject: string,
  causation: string,
  meta: string,
  text: string,
]

export type ToWriter =
  | {
      readonly kind: 'open'
      readonly log: number
      readonly file: string
      /** Goes on when the disk is full, as long as the kept room lasts. */
      readonly isVital: boolean
    }
  | {
      readonly kind: 'batch'
      readonly appends: readonly AppendItem[]
      /** Subjects whose keys are destroyed, before the appends. */
      readonly erase: readonly string[]
    }
  | { readonly kind: 'wrapBy'; readonly keks: WrappingKeys }
  | { readonly kind: 'close' }

/** `done` answers one or more batches, committed together; per append its last position, or why it was not written. */
export type FromWriter =
  | { readonly kind: 'opened'; readonly log: number }
  | { readonly kind: 'done'; readonly batches: number; readonly positions: readonly number[] }
  /** The oldest of the erasures that were asked for are gone from disk. */
  | { readonly kind: 'scrubbed'; readonly erasures: number }
  /** Whether the disk has room: when not, only vital logs are written. */
  | { readonly kind: 'room'; readonly isFull: boolean }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'closed' }

export const wrongRevision = -1
export const keyErased = -2
export const diskFull = -3
