import { parseInstant, reaction, type DataOf, type Reaction } from '@careloom/event-sourcing'
import type { PublishedAssignmentEvent } from '@careloom/proto/assignments'
import type { AssignmentFollower } from '../../app/follow-assignments.ts'
import {
  parseAssignmentId,
  parseOrganizationId,
  parsePeerWorkerId,
  parsePersonId,
  parseProgramId,
  parseReferralId,
} from '../../domain/ids.ts'

/** Plans begin and end with assignments. All assignments of a referral in order, so that a hand-over is seen as one. */
export function onAssignment(follower: AssignmentFollower): Reaction<PublishedAssignmentEvent> {
  return reaction<PublishedAssignmentEvent>({
    name: 'care-plans.on-assignment',
    key: ({ data }) => data.referralId,
    on: {
      AssignmentStarted: (data, metadata) =>
        follower.started(startedOf(data), { ...metadata, person: data.personId }),
      AssignmentEnded: ({ assignmentId, endedAt, personId }, metadata) =>
        follower.ended(parseAssignmentId(assignmentId), parseInstant('endedAt', endedAt), {
          ...metadata,
          person: personId,
        }),
    },
  })
}

type Started = DataOf<PublishedAssignmentEvent, 'AssignmentStarted'>

function startedOf(data: Started): Parameters<AssignmentFollower['started']>[0] {
  return {
    assignmentId: parseAssignmentId(data.assignmentId),
    referralId: parseReferralId(data.referralId),
    personId: parsePersonId(data.personId),
    peerWorkerId: parsePeerWorkerId(data.peerWorkerId),
    programId: parseProgramId(data.programId),
    organizationId: parseOrganizationId(data.organizationId),
    part2: data.part2,
    startedAt: parseInstant('startedAt', data.startedAt),
  }
}
