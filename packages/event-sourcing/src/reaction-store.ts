/** A message set aside after five tries (or because one before it with the same key was). Envelope only, no content. */
export type Quarantined = {
  readonly reaction: string
  readonly position: number
  readonly key: string
  readonly type: string
  readonly tries: number
  readonly error: string
  readonly at: string
}

/** How far a reaction is, and what identifies the past of its feed up to there. */
export type Reached = { readonly position: number; readonly mark: string }

/** Where reactions keep how far they are and what they set aside. */
export type ReactionStore = {
  checkpoint(reaction: string): Reached
  saveCheckpoint(reaction: string, reached: Reached): void
  quarantine(entry: Quarantined): void
  quarantined(reaction?: string): readonly Quarantined[]
  release(reaction: string, position: number): void
}
