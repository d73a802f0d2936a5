import type { Feed } from './event-store.ts'

/** A key was destroyed: whatever is held of the subject goes. */
export type Erasure = { readonly position: number; readonly subject: string }

/**
 * Keys that seal event data, one per subject: a person's id, or `organization:<id>` for streams that belong to nobody.
 * The store makes a key durable *before* anything sealed with it can be. Keys are cached unwrapped; an erased key never
 * comes back.
 */
export type Keyring<Key = unknown> = {
  /** The key if it is at hand without waiting; `erased` if it was destroyed. */
  peek(subject: string): Key | 'erased' | undefined
  /** Whether the key was destroyed, as far as this process has heard: without opening it. */
  isErased(subject: string): boolean
  /** Whether the key was destroyed since this process started: what was opened before must not be answered any more. */
  wasErasedHere(subject: string): boolean
  /** Brings keys to hand; a subject that never had one stays unknown. */
  load(subjects: readonly string[]): Promise<void>
  /**
   * Destroys the key: whatever it sealed, anywhere, can never be read again. Resolves when the key is gone from disk and
   * whoever holds copies has dropped them. Idempotent. @throws CareloomError, retryable, when somebody could not drop them yet
   */
  erase(subject: string): Promise<void>
  /** Whoever holds copies of what keys seal is told of each erasure, and the erasure waits for them; answers how to leave. */
  heldBy(drop: DropErased): () => void
  /** Every erasure once, numbered from 1 in the order in which keys were destroyed. */
  readonly erasures: Feed<Erasure>
}

/** Keys to seal with, where several processes make and destroy them. */
export type SealingKeys<Key> = {
  /**
   * The key of each of these subjects, made where there is none, and durable then. What it answers is asked at each use: who was
   * erased meanwhile has none any more.
   * @throws CareloomError, retryable, both here and at a use, while nobody can say who was erased
   */
  forSealing(subjects: readonly string[]): Promise<(subject: string) => Key | 'erased'>
}

/** Resolves when nothing is left, in memory or in any file, of those who were erased up to a position of `erasures`. */
export type DropErased = (position: number) => Promise<void>

/** The subject whose key seals an event: its person, else its organization, else the house itself. */
export function subjectOf(metadata: {
  person?: string | undefined
  organization?: string | undefined
}): string {
  return metadata.person ?? `organization:${metadata.organization ?? 'house'}`
}

export function personOf(subject: string): string | undefined {
  return subject.startsWith('organization:') ? undefined : subject
}
