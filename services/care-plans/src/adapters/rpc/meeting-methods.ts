import { InvalidInput, parseCode, parseInstant } from '@careloom/event-sourcing'
import type { CarePlanServiceDefinition, ListMeetingsRequest } from '@careloom/proto/care-plans'
import type { Recorded } from '@careloom/proto/common'
import { found, type Handlers, type RecordedOutcome } from '@careloom/rpc'
import type { Meetings } from '../../app/arrange-meetings.ts'
import type { MeetingQueries } from '../../app/meeting-queries.ts'
import type { MeetingRow } from '../../app/projections/meeting-list.ts'
import type { CarePlanQueries } from '../../app/queries.ts'
import {
  parseAssignmentId,
  parseMeetingId,
  parsePeerWorkerId,
  parsePersonId,
} from '../../domain/ids.ts'
import { arrangers } from '../../domain/meeting-events.ts'
import { parseArranging } from './parse.ts'
import { meetingView } from './views.ts'

type MeetingMethods = Pick<
  Handlers<CarePlanServiceDefinition>,
  'planMeeting' | 'changeMeeting' | 'cancelMeeting' | 'getMeeting' | 'listMeetings'
>

/** The methods about meetings. `seen` answers only when what was recorded can be read. */
export function meetingMethods(need: {
  readonly meetings: Meetings
  readonly meetingQueries: MeetingQueries
  readonly queries: CarePlanQueries
  readonly seen: (outcome: RecordedOutcome) => Promise<Recorded>
}): MeetingMethods {
  const { meetings, meetingQueries, queries, seen } = need

  async function planned(request: ListMeetingsRequest): Promise<readonly MeetingRow[]> {
    const { peerWorkerId, assignmentId, personId } = request
    const from = request.from === undefined ? undefined : parseInstant('from', request.from)
    if (peerWorkerId !== undefined)
      return meetingQueries.ofPeer(parsePeerWorkerId(peerWorkerId), from)
    if (assignmentId !== undefined)
      return meetingQueries.ofAssignment(parseAssignmentId(assignmentId), from)
    if (personId !== undefined) return meetingQueries.ofPerson(parsePersonId(personId), from)
    throw new InvalidInput('peerWorkerId', 'or assignmentId or personId must be given')
  }

  return {
    async planMeeting(request, call) {
      const arranger = parseCode('plannedBy', arrangers, request.plannedBy)
      const assignmentId = parseAssignmentId(request.assignmentId)
      const arranging = { ...parseArranging(request), arranger, assignmentId }
      return seen(await meetings.plan(arranging, call.metadata))
    },
    async changeMeeting(request, call) {
      const arranger = parseCode('changedBy', arrangers, request.changedBy)
      const arranging = { ...parseArranging(request), arranger }
      return seen(await meetings.change(arranging, call.metadata))
    },
    async cancelMeeting({ meetingId, cancelledBy }, call) {
      const arranger = parseCode('cancelledBy', arrangers, cancelledBy)
      const id = parseMeetingId(meetingId)
      return seen(await meetings.cancel(id, arranger, call.metadata))
    },
    async getMeeting({ meetingId, afterPosition }) {
      await queries.reached(afterPosition)
      const meeting = await meetingQueries.get(parseMeetingId(meetingId))
      return meetingView(found(meeting, 'meeting-not-planned'))
    },
    async listMeetings(request) {
      await queries.reached(request.afterPosition)
      return { meetings: (await planned(request)).map(meetingView) }
    },
  }
}
