import type { AnyEvent } from './decider.ts'
import type { Instant } from './values.ts'

/** Who caused an event, for whom, under which purpose: CloudEvents extension attributes, opaque ids only. */
export type Metadata = {
  /** Subject id of the token, or `system:<process>`. */
  readonly actor: string
  readonly organization?: string | undefined
  /** Purpose of use (HL7 v3 PurposeOfUse, `TREAT`). */
  readonly purpose?: string | undefined
  /** The person whose key seals the data; absent for streams that belong to nobody. */
  readonly person?: string | undefined
  readonly consent?: string | undefined
  /** The command or message that led here; unique per stream, so that handling twice is handling once. */
  readonly causationId: string
  /** One per referral: joins everything that follows from one request. */
  readonly correlationId?: string | undefined
  readonly traceparent?: string | undefined
}

/**
 * On whose behalf something is asked, and what it follows from. The person is found by whoever is asked. `vouched` goes along with
 * what is asked for the same actor, and is never recorded.
 */
export type CallMetadata = Omit<Metadata, 'person' | 'consent'> & {
  readonly vouched?: Vouched | undefined
}

/** That a door has seen an actor's token (ADR 66). Ways of calling make and read it; everybody else hands it on. */
export type Vouched = Pick<Metadata, 'actor' | 'organization' | 'purpose'> & {
  /** The door. */
  readonly by: string
  /** When it ends, in milliseconds since 1970. */
  readonly until: number
  /** The door's, over all of it; a call that stays in its process needs none. */
  readonly signature?: string | undefined
}

export type Envelope = {
  /** Gapless and rising per log, from 1. */
  readonly position: number
  readonly stream: string
  /** Gapless per stream, from 1. */
  readonly revision: number
  /** UUID version 7. */
  readonly id: string
  /** Schema version as stored; upcasts have been applied to `data`. */
  readonly version: number
  readonly time: Instant
  readonly person: string | undefined
  readonly causationId: string
  readonly meta: Metadata
  /** The key was destroyed: `data` is undefined. Only feeds answer such events; `read` throws StreamErased. */
  readonly erased: boolean
}

/** An event as it was stored. */
export type RecordedEvent<E extends AnyEvent> = E extends AnyEvent ? Envelope & E : never

/** Somewhere in a log: what was recorded up to there. */
export type Place = { readonly log: string; readonly position: number }

export type Appended = {
  readonly stream: string
  readonly revision: number
  readonly position: number
}

/** `through` is the position that the page covers up to; equal to where it began, there is nothing more yet. */
export type Page<E> = { readonly events: readonly E[]; readonly through: number }

/** What can be followed: a log, or what a service publishes of it. */
export type Feed<E> = {
  readonly name: string
  /** The log whose positions it counts in: a topic is a view of one. Undefined while nobody has published what is followed. */
  readonly log: string | undefined
  /**
   * The next events after a position, looking at up to `limit` records, in order, none skipped: a page ends before a position
   * that is not filled yet. @throws RecordDamaged
   */
  readAll(after: number, limit: number): Promise<Page<E>>
  /** Position of the last event that this process has heard of and can read now; 0 for an empty log. */
  known(): number
  /** Not behind any event that was acknowledged before the call, by whichever process. @throws CareloomError, retryable, when nobody can say */
  latest(): Promise<number>
  /** False while nobody has published what is followed: then it is not known how far it goes. */
  readonly isOpen: boolean
  /** In which versions its events are read: rows that were made of another form are made anew. Absent: in the first. */
  readonly form?: string
  /**
   * What identifies everything up to a position, for whoever keeps a checkpoint: the same position of another past, or one
   * beyond the end, has another mark or none. @throws CareloomError, retryable, when nobody can say
   */
  mark(position: number): Promise<string | undefined>
  /** Calls back after every commit; answers how to stop. Wake-ups may be merged, never lost. */
  onAppended(listener: () => void): () => void
}

export type EventStore<E extends AnyEvent> = {
  /**
   * Appends to one stream, atomically and durably: resolved means on disk.
   * @param expectedRevision 0 for a new stream.
   * @throws WrongExpectedRevision, StoreBusy, StoreReadOnly
   */
  append(
    stream: string,
    expectedRevision: number,
    events: readonly E[],
    metadata: Metadata,
  ): Promise<Appended>
  /**
   * A whole stream, oldest first; empty when there is none. Holds everything that was acknowledged before the call, by whichever
   * process. Shared: treat it as frozen. @throws RecordDamaged, StreamErased
   */
  read(stream: string): Promise<readonly RecordedEvent<E>[]>
  readonly feed: Feed<RecordedEvent<E>>
}
