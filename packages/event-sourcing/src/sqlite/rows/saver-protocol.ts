/** How far a read model is in a feed, and what identifies the feed's past up to there. */
export type Checkpoint = {
  readonly feed: string
  readonly position: number
  readonly mark: string
}

/** Changed rows of one read model: written whole, with the checkpoints that they stand for. Flat lists: they are cloned. */
export type Changes = {
  readonly model: number
  /** From now on it is the one that serves. */
  readonly isWhole: boolean
  /** Key and row as JSON, in turn; `null` is a row that goes. */
  readonly rows: readonly (string | null)[]
  /** Index entries that go, and that come: name, value and key, in turn. */
  readonly removed: readonly string[]
  readonly added: readonly string[]
  readonly checkpoints: readonly Checkpoint[]
}

export type ToSaver =
  | { readonly kind: 'open'; readonly file: number; readonly path: string }
  | ({ readonly kind: 'save'; readonly file: number; readonly id: number } & Changes)
  /** Removes read models with all their rows. */
  | {
      readonly kind: 'remove'
      readonly file: number
      readonly id: number
      readonly models: readonly number[]
    }
  /** Leaves nothing in the file, nor in its write-ahead file, of what was removed before. */
  | { readonly kind: 'scrub'; readonly file: number; readonly id: number }
  | { readonly kind: 'close' }

export type FromSaver =
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'closed' }
