import type { WebApiHandlers } from '@careloom/web-api'
import { displayOf, peerIdOf, peopleById, programsById, see, type Context } from '../context.ts'
import { nextMeetingOf, shownFrom } from '../plan.ts'
import { assignmentStatus, encountersOf, ownAssignments, recordOf } from './own.ts'

export const peopleHandlers: Pick<WebApiHandlers<Context>, 'listPeerPeople'> = {
  async listPeerPeople(_request, context) {
    const assignments = await ownAssignments(context)
    const now = context.clock()
    const request = { peerWorkerId: peerIdOf(context), from: shownFrom(now), afterPosition: 0 }
    const [people, programs, { meetings }] = await Promise.all([
      peopleById(
        context,
        assignments.map(({ personId }) => personId),
      ),
      programsById(context),
      context.services.carePlans.listMeetings(request, context.call()),
    ])
    const rows = await Promise.all(
      assignments.map(async (assignment) => {
        await see(context, 'demographics', recordOf(assignment), `Patient/${assignment.personId}`)
        const theirs = meetings.filter(
          ({ assignmentId }) => assignmentId === assignment.assignmentId,
        )
        const [last] = await encountersOf(assignment, 1, context)
        return {
          assignmentId: assignment.assignmentId,
          personDisplay: displayOf(people.get(assignment.personId)),
          programName: programs.get(assignment.programId)?.name ?? 'Peer support',
          status: assignmentStatus(assignment.status),
          since: assignment.startedAt,
          lastContactAt: last?.occurredAt ?? null,
          nextMeetingAt: nextMeetingOf(theirs, now)?.at ?? null,
        }
      }),
    )
    return { people: rows }
  },
}
