import type { KeyObject } from 'node:crypto'
import type { AnyEvent } from '../decider.ts'
import type { Envelope, Metadata, Recorded } from '../event-store.ts'
import { RecordDamaged } from '../failure.ts'
import { upcast, type EventSchema } from '../schema.ts'
import { personOf } from '../sealing.ts'
import type { Instant } from '../values.ts'
import { checksumOf, headerOf, type Row } from './record.ts'
import { open } from './seal.ts'

/** An event as read; `meta` is parsed only when somebody asks, because a fold does not. */
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
  readonly data: unknown
  private readonly subject: string
  private readonly metaText: string

  constructor(row: Row, data: unknown, erased: boolean) {
    this.position = row[0]
    this.stream = row[1]
    this.revision = row[2]
    this.id = row[3]
    this.type = row[4]
    this.version = row[5]
    this.time = row[6] as Instant
    this.subject = row[7]
    this.causationId = row[8]
    this.metaText = row[9]
    this.data = data
    this.erased = erased
  }

  get person(): string | undefined {
    return personOf(this.subject)
  }

  get meta(): Metadata {
    const rest = JSON.parse(this.metaText) as Omit<Metadata, 'causationId' | 'person'>
    return {
      ...rest,
      causationId: this.causationId,
      ...(this.person === undefined ? {} : { person: this.person }),
    }
  }
}

/** What a log's events are opened with. */
export type Opening = {
  readonly log: string
  readonly schema: EventSchema
  keyOf(subject: string): KeyObject | 'erased' | undefined
}

/**
 * Opens one row. The seal proves header and data; without a key the checksum does.
 * @throws RecordDamaged naming the position
 */
export function decode<E extends AnyEvent>(opening: Opening, row: Row): Recorded<E> {
  const [
    position,
    stream,
    revision,
    id,
    type,
    version,
    time,
    subject,
    causation,
    meta,
    data,
    checksum,
  ] = row
  const header = headerOf(stream, revision, id, type, version, time, subject, causation, meta)
  const key = opening.keyOf(subject)
  if (key === 'erased') {
    if (checksumOf(header, data) !== checksum)
      throw new RecordDamaged(opening.log, position, 'checksum')
    return new StoredEvent(row, undefined, true) as Envelope as Recorded<E>
  }
  if (key === undefined) throw new RecordDamaged(opening.log, position, 'its key is missing')
  return new StoredEvent(row, openData(opening, key, row, header), false) as Envelope as Recorded<E>
}

function openData(opening: Opening, key: KeyObject, row: Row, header: string): unknown {
  let data: unknown
  try {
    data = JSON.parse(open(key, row[10], header))
  } catch (cause) {
    const what = checksumOf(header, row[10]) === row[11] ? 'does not open with its key' : 'checksum'
    throw Object.assign(new RecordDamaged(opening.log, row[0], what), { cause })
  }
  return upcast(opening.schema, row[4], row[5], data)
}
