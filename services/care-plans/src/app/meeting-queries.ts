import type { Instant, ReadModel } from '@careloom/event-sourcing'
import type { AssignmentId, MeetingId, PeerWorkerId, PersonId } from '../domain/ids.ts'
import type { MeetingRow } from './projections/meeting-list.ts'

/** Meetings that are planned and not written up, the earliest first; `from` and `to` are when they start. */
export type MeetingQueries = {
  get(meetingId: MeetingId): Promise<MeetingRow | undefined>
  ofPeer(peerWorkerId: PeerWorkerId, from?: Instant, to?: Instant): Promise<readonly MeetingRow[]>
  ofAssignment(assignmentId: AssignmentId, from?: Instant): Promise<readonly MeetingRow[]>
  ofPerson(personId: PersonId, from?: Instant): Promise<readonly MeetingRow[]>
}

/** More than anybody has planned at once. */
const maxMeetings = 1_000

export function meetingQueries(meetings: ReadModel<MeetingRow>): MeetingQueries {
  async function planned(
    index: string,
    whose: string,
    from: string = '',
    to: string = '~',
  ): Promise<readonly MeetingRow[]> {
    const range = { from: `${whose} ${from}`, to: `${whose} ${to}` }
    const found = await meetings.find({ index, ...range, order: 'asc', limit: maxMeetings })
    return found.map(({ row }) => row)
  }
  return {
    get: (meetingId) => meetings.get(meetingId),
    ofPeer: (peerWorkerId, from, to) => planned('plannedOfPeer', peerWorkerId, from, to),
    ofAssignment: (assignmentId, from) => planned('plannedOfAssignment', assignmentId, from),
    ofPerson: (personId, from) => planned('plannedOfPerson', personId, from),
  }
}
