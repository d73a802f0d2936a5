import { parseInstant, type Metadata, type Reaction } from '@careloom/event-sourcing'
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

const name = 'care-plans.on-assignment'

/** Plans begin and end with assignments. All assignments of a referral in order, so that a hand-over is seen as one. */
export function onAssignment(follower: AssignmentFollower): Reaction<PublishedAssignmentEvent> {
  return {
    name,
    handles: ['AssignmentStarted', 'AssignmentEnded'],
    keyOf: (event) => event.data.referralId,
    async handle(event) {
      const { data, meta, id: causationId } = event
      const metadata: Metadata = {
        ...meta,
        person: data.personId,
        actor: `system:${name}`,
        causationId,
      }
      if (event.type === 'AssignmentStarted')
        await follower.started(startedOf(event.data), metadata)
      if (event.type !== 'AssignmentEnded') return
      const endedAt = parseInstant('endedAt', event.data.endedAt)
      await follower.ended(parseAssignmentId(data.assignmentId), endedAt, metadata)
    },
  }
}

type Started = Extract<PublishedAssignmentEvent, { type: 'AssignmentStarted' }>['data']

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
