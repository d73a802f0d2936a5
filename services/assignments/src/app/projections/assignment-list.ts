import { projection, type DataOf, type Instant } from '@careloom/event-sourcing'
import type { AssignmentStatus } from '@careloom/terminology'
import type { AssignmentEvent } from '../../domain/assignment.ts'

type Start = DataOf<AssignmentEvent, 'AssignmentStarted'>

/** One assignment as it stands: for the peer's caseload, the person's page and the care team. Holds ids only. */
export type AssignmentRow = Start & {
  readonly revision: number
  /** Where it was started: tells which of several is the newest, whatever the clock said. */
  readonly startedPosition: number
  readonly status: AssignmentStatus
  readonly endedAt?: Instant
}

export const assignmentList = projection<AssignmentEvent, AssignmentRow>({
  name: 'assignment-list',
  version: 4,
  key: ({ assignmentId }) => assignmentId,
  person: ({ personId }) => personId,
  on: {
    AssignmentStarted: (_row, start, { revision, position }) => ({
      ...start,
      revision,
      startedPosition: position,
      status: 'active',
    }),
    AssignmentPaused: (row, _data, { revision }) => row && { ...row, revision, status: 'paused' },
    AssignmentResumed: (row, _data, { revision }) => row && { ...row, revision, status: 'active' },
    AssignmentEnded: (row, { endedAt }, { revision }) =>
      row && { ...row, revision, status: 'ended', endedAt },
    AssignmentHandedOver: (row, { handedOverAt: endedAt }, { revision }) =>
      row && { ...row, revision, status: 'ended', endedAt },
  },
  indexes: {
    person: ({ personId }) => [personId],
    peer: ({ peerWorkerId }) => [peerWorkerId],
  },
})
