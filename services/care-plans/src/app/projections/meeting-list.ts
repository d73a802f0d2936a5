import { projectionOfSome } from '@careloom/event-sourcing'
import type { EncounterEvent } from '../../domain/encounter.ts'
import type { AboutMeeting, Arrangement, MeetingEvent } from '../../domain/meeting-events.ts'
import type { MeetingStatus } from '../../domain/meeting.ts'

/** One meeting: for the peer's day, the person's home, and what the peer has not written up yet. */
export type MeetingRow = AboutMeeting &
  Arrangement & { readonly status: MeetingStatus; readonly revision: number }

export const meetingList = projectionOfSome<MeetingEvent | EncounterEvent, MeetingRow>({
  name: 'meeting-list',
  version: 4,
  key: (data) => ('meetingId' in data ? (data.meetingId ?? []) : []),
  person: ({ personId }) => personId,
  on: {
    MeetingPlanned(_row, { plannedBy: _by, plannedAt: _at, ...planned }, { revision }) {
      return { ...planned, status: 'planned', revision }
    },
    MeetingChanged: (row, { startsAt, minutes, modality, location }, { revision }) =>
      row && { ...row, startsAt, minutes, modality, location, revision },
    MeetingCancelled: (row, _data, { revision }) =>
      row && { ...row, status: 'cancelled', revision },
    MeetingHeld: (row, _data, { revision }) => row && { ...row, status: 'held', revision },
    MeetingMissed: (row, _data, { revision }) => row && { ...row, status: 'missed', revision },
    // The meeting's own event follows by a reaction; whoever has written it up is not asked to again meanwhile.
    EncounterRecorded: (row, { isNoShow }) =>
      row?.status === 'planned' ? { ...row, status: isNoShow ? 'missed' : 'held' } : undefined,
  },
  indexes: {
    plannedOfPerson: (row) => planned(row, row.personId),
    plannedOfPeer: (row) => planned(row, row.peerWorkerId),
    plannedOfAssignment: (row) => planned(row, row.assignmentId),
  },
})

function planned({ status, startsAt }: MeetingRow, whose: string): readonly string[] {
  return status === 'planned' ? [`${whose} ${startsAt}`] : []
}
