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

/** Why nobody is to handle a message any more, and who said so. */
export type GivenUp = { readonly reason: string; readonly by: string; readonly at: string }

/** How far a reaction is, and what identifies the past of its feed up to there. */
export type Reached = { readonly position: number; readonly mark: string }

/** Where a reaction was, and what it has set aside, by position. */
export type ReactionState = {
  readonly reached: Reached
  readonly quarantined: readonly Quarantined[]
}

/** Where reactions keep how far they are and what they set aside; what cannot be kept now rejects, and is tried again. */
export type ReactionStore = {
  load(reaction: string): Promise<ReactionState>
  /** Never goes back: a process that is late changes nothing. May be durable a little later, and then all before it are. */
  save(reaction: string, reached: Reached): Promise<void>
  /** Resolves when what was saved before is durable, or cannot be now: whoever goes on after this one finds it. */
  flush(): Promise<void>
  /** Goes on from there, further back too: the log was cut or restored. */
  restart(reaction: string, reached: Reached): Promise<void>
  /** Resolves when it is kept. Said again, what is known of a message that failed stays. */
  quarantine(entry: Quarantined): Promise<void>
  /** By reaction and position. */
  quarantined(reaction?: string): Promise<readonly Quarantined[]>
  /** Releases a message that nobody is to handle any more, and keeps it with the reason. Idempotent: the first reason stays. */
  giveUp(entry: Quarantined, why: GivenUp): Promise<void>
  /** What was given up, by reaction and position. */
  givenUp(): Promise<readonly (Quarantined & { readonly why: GivenUp })[]>
  /** Idempotent. */
  release(reaction: string, position: number): Promise<void>
}
