import {
  refuse,
  later,
  type Clock,
  type Metadata,
  type Outcome,
  type Refusal,
  type CallMetadata,
} from '@careloom/event-sourcing'
import type { AssignmentId, MeetingId, PeerWorkerId } from '../domain/ids.ts'
import type {
  Arrangement,
  Arranger,
  MeetingEvent,
  MeetingRefusal,
} from '../domain/meeting-events.ts'
import { overlap } from '../domain/meeting.ts'
import type { CarePlanCommands } from './commands.ts'
import type { MeetingQueries } from './meeting-queries.ts'
import type { MeetingRow } from './projections/meeting-list.ts'
import type { CarePlanQueries } from './queries.ts'

export type Arranging = Arrangement & {
  readonly meetingId: MeetingId
  readonly arranger: Arranger
  readonly isOverlapAccepted: boolean
}

export type MeetingOutcome =
  Outcome<MeetingEvent, MeetingRefusal> | { readonly ok: false; readonly refusal: Refusal }

export type Meetings = {
  /** Plans a meeting of the two of an assignment whose plan is open. */
  plan(
    arranging: Arranging & { readonly assignmentId: AssignmentId },
    metadata: CallMetadata,
  ): Promise<MeetingOutcome>
  change(arranging: Arranging, metadata: CallMetadata): Promise<MeetingOutcome>
  cancel(meetingId: MeetingId, arranger: Arranger, metadata: CallMetadata): Promise<MeetingOutcome>
}

/** Nothing that began longer ago can still be going on. */
const longestMs = 8 * 3_600_000
/** How long somebody who waits for an answer waits for the read models. */
const patienceMs = 2_000

export function meetings(need: {
  readonly commands: CarePlanCommands
  readonly queries: CarePlanQueries
  readonly meetings: MeetingQueries
  readonly clock: Clock
}): Meetings {
  const { commands, queries, clock } = need

  /**
   * Whether the peer meets nobody else then, as far as the read model knows. Two who plan in the same instant may both be
   * told yes: the peer then sees both meetings, and no rule that must hold depends on it.
   */
  async function isFree(
    peerWorkerId: PeerWorkerId,
    { meetingId, startsAt, minutes }: Arranging,
  ): Promise<boolean> {
    const from = later(startsAt, -longestMs)
    const around = await need.meetings.ofPeer(peerWorkerId, from, later(startsAt, longestMs))
    return !around.some(
      (other) => other.meetingId !== meetingId && overlap(other, { startsAt, minutes }),
    )
  }

  async function known(meetingId: MeetingId): Promise<MeetingRow | undefined> {
    await queries.upToDate(patienceMs)
    return need.meetings.get(meetingId)
  }

  return {
    async plan({ assignmentId, arranger, ...arranging }, callMetadata) {
      await queries.upToDate(patienceMs)
      const plan = await queries.ofAssignment(assignmentId)
      if (plan === undefined) return refuse('not-found', 'care-plan-not-open')
      if (plan.closedAt !== undefined) return refuse('conflict', 'care-plan-closed')
      const { carePlanId, personId, peerWorkerId, organizationId, part2 } = plan
      const about = { carePlanId, assignmentId, personId, peerWorkerId, organizationId, part2 }
      const isPeerFree = await isFree(peerWorkerId, { ...arranging, arranger })
      const when = { plannedBy: arranger, plannedAt: clock(), isPeerFree }
      const metadata: Metadata = { ...callMetadata, person: personId }
      const data = { ...about, ...arranging, ...when }
      return commands.meeting({ type: 'PlanMeeting', data }, metadata)
    },
    async change({ arranger, ...arranging }, callMetadata) {
      const meeting = await known(arranging.meetingId)
      if (meeting === undefined) return refuse('not-found', 'meeting-not-planned')
      const isPeerFree = await isFree(meeting.peerWorkerId, { ...arranging, arranger })
      const data = { ...arranging, changedBy: arranger, changedAt: clock(), isPeerFree }
      const metadata: Metadata = { ...callMetadata, person: meeting.personId }
      return commands.meeting({ type: 'ChangeMeeting', data }, metadata)
    },
    async cancel(meetingId, cancelledBy, callMetadata) {
      const meeting = await known(meetingId)
      if (meeting === undefined) return refuse('not-found', 'meeting-not-planned')
      const metadata: Metadata = { ...callMetadata, person: meeting.personId }
      const data = { meetingId, cancelledBy, cancelledAt: clock() }
      return commands.meeting({ type: 'CancelMeeting', data }, metadata)
    },
  }
}
