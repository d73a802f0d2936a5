/** What the writer thread is asked for; plain arrays, because structured clone is on the hot path. */
export type PendingRow = [
  id: string,
  type: string,
  version: number,
  time: string,
  subject: string,
  causation: string,
  meta: string,
  dataLength: number,
]

export type AppendItem = {
  readonly log: number
  readonly stream: string
  readonly expected: number
  readonly rows: PendingRow[]
}
export type KeyItem = { readonly subject: string; readonly wrapped: Uint8Array }

export type ToWriter =
  | { readonly kind: 'open'; readonly log: number; readonly file: string }
  | {
      readonly kind: 'batch'
      readonly keys: readonly KeyItem[]
      readonly erase: readonly string[]
      readonly appends: readonly AppendItem[]
      readonly data: Uint8Array
    }
  | { readonly kind: 'close' }

/** `done` answers one or more batches, committed together; per append its last position, or -1 for a wrong expected revision. */
export type FromWriter =
  | { readonly kind: 'opened'; readonly log: number }
  | { readonly kind: 'done'; readonly batches: number; readonly positions: readonly number[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'closed' }

export const wrongRevision = -1
