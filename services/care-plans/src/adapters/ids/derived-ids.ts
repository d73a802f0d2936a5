import { createHash } from 'node:crypto'
import { uuidOfDigest } from '@careloom/event-sourcing'
import type { DerivedIds } from '../../app/ports.ts'
import { parseCarePlanId, parseCareTeamId } from '../../domain/ids.ts'

/** Ids by hash of the assignment's id (UUID version 8, RFC 9562): an assignment that is told of twice opens one plan. */
export const derivedIds: DerivedIds = {
  carePlanId: (assignmentId) => parseCarePlanId(uuidOf('care-plan', assignmentId)),
  careTeamId: (assignmentId) => parseCareTeamId(uuidOf('care-team', assignmentId)),
}

function uuidOf(kind: string, name: string): string {
  return uuidOfDigest(createHash('sha256').update(`${kind}\n${name}`).digest('hex'))
}
