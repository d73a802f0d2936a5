import type { AppendItem } from '../../log/append-item.ts'
import type { WrappingKeys } from '../../keys/wrapped-key.ts'

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
