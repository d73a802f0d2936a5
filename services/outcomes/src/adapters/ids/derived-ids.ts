import { createHash } from 'node:crypto'
import type { DerivedIds } from '../../app/ports.ts'
import { parseMeasureId, parseSeriesId } from '../../domain/ids.ts'

/** Ids by hash of the assignment's id (UUID version 8, RFC 9562): an assignment that is told of twice has one series. */
export const derivedIds: DerivedIds = {
  seriesId: (assignmentId) => parseSeriesId(uuidOf('outcome-series', assignmentId)),
  measureId: (assignmentId, instrument, occasion) =>
    parseMeasureId(uuidOf('measure', `${assignmentId} ${instrument} ${occasion}`)),
}

function uuidOf(kind: string, name: string): string {
  const hex = createHash('sha256').update(`${kind}\n${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
