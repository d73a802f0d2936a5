import type { Instant, Projection } from '@careloom/event-sourcing'
import type { AssignmentEvent } from '../../domain/assignment.ts'
import type { PersonErased } from './people.ts'

type Start = Extract<AssignmentEvent, { type: 'AssignmentStarted' }>['data']

/** One assignment as it stands: for the peer's caseload, the person's page and the care team. Holds ids only. */
export type AssignmentRow = Start & {
  readonly revision: number
  readonly status: 'active' | 'paused' | 'ended'
  readonly endedAt: Instant | null
}

export const assignmentList: Projection<AssignmentEvent | PersonErased, AssignmentRow> = {
  name: 'assignment-list',
  version: 1,
  handles: [
    'AssignmentStarted',
    'AssignmentPaused',
    'AssignmentResumed',
    'AssignmentEnded',
    'AssignmentHandedOver',
    'PersonErased',
  ],
  keysOf: (event, lookup) =>
    event.type === 'PersonErased'
      ? lookup('person', event.data.personId)
      : [event.data.assignmentId],
  project(row, event) {
    if (event.type === 'PersonErased') return null
    const { revision } = event
    if (event.type === 'AssignmentStarted')
      return { ...event.data, revision, status: 'active', endedAt: null }
    if (row === undefined) return undefined
    switch (event.type) {
      case 'AssignmentPaused':
        return { ...row, revision, status: 'paused' }
      case 'AssignmentResumed':
        return { ...row, revision, status: 'active' }
      case 'AssignmentEnded':
        return { ...row, revision, status: 'ended', endedAt: event.data.endedAt }
      case 'AssignmentHandedOver':
        return { ...row, revision, status: 'ended', endedAt: event.data.handedOverAt }
    }
  },
  indexes: {
    person: (row) => [row.personId],
    peer: (row) => [row.peerWorkerId],
  },
}
