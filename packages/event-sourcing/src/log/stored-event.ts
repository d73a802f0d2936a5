import type { AnyEvent } from '../decider.ts'
import type { Envelope, Metadata, RecordedEvent } from '../event-store.ts'
import { isReadable, upcast, type EventSchema } from '../schema.ts'
import { personOf } from '../sealing.ts'
import type { Instant } from '../values.ts'
import { countOf } from './record.ts'

/** What the events of one commit have in common. */
export type CommitEnvelope = {
  readonly stream: string
  readonly time: string
  readonly subject: string
  readonly causation: string
  readonly meta: string
}

/**
 * An event as read; `meta` is parsed only when somebody asks, because a fold does not. What a newer version wrote fails
 * whoever asks for its data (EventTooNew), and nobody who passes it over.
 */
class StoredEvent implements Envelope {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly id: string
  readonly type: string
  readonly version: number
  readonly time: Instant
  readonly causationId: string
  readonly erased: boolean
  declare readonly data: unknown
  private readonly commit: CommitEnvelope

  constructor(
    commit: CommitEnvelope,
    position: number,
    revision: number,
    line: string,
    schema: EventSchema,
    data: unknown,
    erased: boolean,
  ) {
    const [id = '', type = '', version = ''] = line.split(' ')
    this.position = position
    this.stream = commit.stream
    this.revision = revision
    this.id = id
    this.type = type
    this.version = Number(version)
    this.time = commit.time as Instant
    this.causationId = commit.causation
    this.erased = erased
    this.commit = commit
    if (erased || isReadable(schema, type, this.version))
      this.data = erased ? undefined : upcast(schema, type, this.version, data)
    else
      Object.defineProperty(this, 'data', { get: () => upcast(schema, type, this.version, data) })
  }

  get person(): string | undefined {
    return personOf(this.commit.subject)
  }

  get meta(): Metadata {
    const rest = JSON.parse(this.commit.meta) as Omit<Metadata, 'causationId' | 'person'>
    return {
      ...rest,
      causationId: this.causationId,
      ...(this.person === undefined ? {} : { person: this.person }),
    }
  }
}

/**
 * The events of a commit.
 * @param position of the last event
 * @param revision of the first event
 * @param text their data as a JSON array; undefined when the key that sealed it is gone
 */
export function eventsOf<E extends AnyEvent>(
  commit: CommitEnvelope,
  position: number,
  revision: number,
  lines: string,
  text: string | undefined,
  schema: EventSchema,
): RecordedEvent<E>[] {
  const data = text === undefined ? [] : (JSON.parse(text) as unknown[])
  const first = position - countOf(lines) + 1
  return lines
    .split('\n')
    .map(
      (line, i) =>
        new StoredEvent(
          commit,
          first + i,
          revision + i,
          line,
          schema,
          data[i],
          text === undefined,
        ) as Envelope as RecordedEvent<E>,
    )
}
