import { createHash } from 'node:crypto'
import { uuidOfDigest } from '@careloom/event-sourcing'
import type { DerivedIds } from '../../app/ports.ts'
import { parseMeasureId, parseSeriesId } from '../../domain/ids.ts'

/** Ids by hash of the assignment's id (UUID version 8, RFC 9562): an assignment that is told of twice has one series. */
export const derivedIds: DerivedIds = {
  seriesId: (assignmentId) => parseSeriesId(uuidOf('outcome-series', assignmentId)),
  measureId: (assignmentId, instrument, occasion) =>
    parseMeasureId(uuidOf('measure', `${assignmentId} ${instrument} ${occasion}`)),
}

function uuidOf(kind: string, name: string): string {
  return uuidOfDigest(createHash('sha256').update(`${kind}\n${name}`).digest('hex'))
}
