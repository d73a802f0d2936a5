import type { KeyObject } from 'node:crypto'
import type { AnyEvent } from '../decider.ts'
import type { RecordedEvent } from '../event-store.ts'
import { RecordDamaged } from '../failure.ts'
import type { EventSchema } from '../schema.ts'
import { checksumOf, countOf, frameOfRow, type Row } from './record.ts'
import { open } from './seal.ts'
import { eventsOf } from './stored-event.ts'

/** What a log's records are opened with. */
export type Opening = {
  readonly log: string
  readonly schema: EventSchema
  keyOf(subject: string): KeyObject | 'erased' | undefined
}

/**
 * Opens one record. The seal proves frame and data; without a key the checksum does.
 * @throws RecordDamaged naming the position of its first event
 */
export function decode<E extends AnyEvent>(opening: Opening, row: Row): RecordedEvent<E>[] {
  const [position, stream, revision, lines, time, subject, causation, meta] = row
  const envelope = { stream, time, subject, causation, meta }
  return eventsOf<E>(envelope, position, revision, lines, textOf(opening, row), opening.schema)
}

function textOf(opening: Opening, row: Row): string | undefined {
  const frame = frameOfRow(row)
  const damaged = (what: string, cause?: unknown) =>
    Object.assign(
      new RecordDamaged(opening.log, row[0] - countOf(row[3]) + 1, what),
      cause === undefined ? {} : { cause },
    )
  const isWhole = () => checksumOf(frame, row[9]) === row[10]
  const key = opening.keyOf(row[5])
  if (key === undefined) throw damaged('its key is missing')
  if (key === 'erased') {
    if (!isWhole()) throw damaged('checksum')
    return undefined
  }
  try {
    return open(key, row[9], frame)
  } catch (cause) {
    throw damaged(isWhole() ? 'does not open with its key' : 'checksum', cause)
  }
}
