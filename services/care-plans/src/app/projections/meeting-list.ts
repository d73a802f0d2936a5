import type { Projection } from '@careloom/event-sourcing'
import type { EncounterEvent } from '../../domain/encounter.ts'
import type { AboutMeeting, Arrangement, MeetingEvent } from '../../domain/meeting-events.ts'
import type { MeetingStatus } from '../../domain/meeting.ts'
import type { PersonErased } from './care-plan-list.ts'

/** One meeting: for the peer's day, the person's home, and what the peer has not written up yet. */
export type MeetingRow = AboutMeeting &
  Arrangement & { readonly status: MeetingStatus; readonly revision: number }

type Source = MeetingEvent | EncounterEvent | PersonErased

export const meetingList: Projection<Source, MeetingRow> = {
  name: 'meeting-list',
  version: 1,
  handles: [
    'MeetingPlanned',
    'MeetingChanged',
    'MeetingCancelled',
    'MeetingHeld',
    'MeetingMissed',
    'EncounterRecorded',
    'PersonErased',
  ],
  keysOf(event, lookup) {
    if (event.type === 'PersonErased') return lookup('person', event.data.personId)
    if ('meetingId' in event.data && event.data.meetingId !== undefined)
      return [event.data.meetingId]
    return []
  },
  project(row, event) {
    if (event.type === 'PersonErased') return null
    if (event.type === 'MeetingPlanned') {
      const { plannedBy: _by, plannedAt: _at, ...planned } = event.data
      return { ...planned, status: 'planned', revision: event.revision }
    }
    if (row === undefined) return undefined
    switch (event.type) {
      case 'MeetingChanged': {
        const { startsAt, minutes, modality, place } = event.data
        return { ...row, startsAt, minutes, modality, place, revision: event.revision }
      }
      case 'MeetingCancelled':
        return { ...row, status: 'cancelled', revision: event.revision }
      case 'MeetingHeld':
        return { ...row, status: 'held', revision: event.revision }
      case 'MeetingMissed':
        return { ...row, status: 'missed', revision: event.revision }
      // The meeting's own event follows by a reaction; whoever has written it up is not asked to again meanwhile.
      case 'EncounterRecorded':
        return row.status === 'planned'
          ? { ...row, status: event.data.isNoShow ? 'missed' : 'held' }
          : undefined
      default:
        return undefined
    }
  },
  indexes: {
    person: (row) => [row.personId],
    plannedOfPerson: (row) => planned(row, row.personId),
    plannedOfPeer: (row) => planned(row, row.peerWorkerId),
    plannedOfAssignment: (row) => planned(row, row.assignmentId),
  },
}

function planned({ status, startsAt }: MeetingRow, whose: string): readonly string[] {
  return status === 'planned' ? [`${whose} ${startsAt}`] : []
}
