import type { AnyEvent } from '../decider.ts'
import type { Metadata } from '../event-store.ts'
import type { Clock, NewId } from '../ports.ts'
import { asWritten, writtenVersion, type EventSchema } from '../schema.ts'
import { subjectOf } from '../sealing.ts'
import { InvalidInput } from '../values.ts'
import type { AppendItem } from './append-item.ts'

/** What an event store makes records with. */
export type Writing = {
  readonly schema: EventSchema
  readonly clock: Clock
  readonly newId: NewId
}

/** What is asked for as a log takes it. @throws InvalidInput when a name could not be told from others in a store */
export function itemOf(
  { schema, clock, newId }: Writing,
  log: number,
  stream: string,
  expected: number,
  events: readonly AnyEvent[],
  metadata: Metadata,
): AppendItem {
  if (events.length === 0) throw new TypeError('append needs an event')
  const subject = subjectOf(metadata)
  const causation = metadata.causationId
  if (![stream, causation, subject].every(isName))
    throw new InvalidInput('stream, causationId and person', 'must be one line of whole characters')
  if (stream.includes('@')) throw new InvalidInput('stream', 'must not hold @')
  const lines = events
    .map(({ type }) => `${newId()} ${type} ${writtenVersion(schema, type)}`)
    .join('\n')
  const text = JSON.stringify(events.map(({ type, data }) => asWritten(schema, type, data)))
  const count = events.length
  const meta = metaText(metadata)
  return [log, stream, expected, count, lines, clock(), subject, causation, meta, text]
}

/** A record's lines separate its fields by line breaks; half a character would be stored as another one, and NUL not everywhere. */
function isName(text: string): boolean {
  return !text.includes('\n') && !text.includes('\0') && text.isWellFormed()
}

function metaText(metadata: Metadata): string {
  const { actor, organization, purpose, consent, correlationId, traceparent } = metadata
  return JSON.stringify({ actor, organization, purpose, consent, correlationId, traceparent })
}
