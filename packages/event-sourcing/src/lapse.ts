import type { AnyEvent, Event } from './decider.ts'
import type { RecordedEvent } from './event-store.ts'

/**
 * Stands in the stream that claims were made for, in the place of the append that was to bear them out: it never comes
 * now, and the claims are void. It tells nothing about what the stream is of.
 */
export type ClaimsLapsed = Event<'ClaimsLapsed', Record<string, never>>

export const claimsLapsed: ClaimsLapsed = { type: 'ClaimsLapsed', data: {} }

/** What a history tells: all of it but the lapses of claims, which only take a revision. */
export function told<E extends AnyEvent>(
  history: readonly RecordedEvent<E>[],
): readonly RecordedEvent<E>[] {
  return history.filter(({ type }) => type !== claimsLapsed.type)
}
