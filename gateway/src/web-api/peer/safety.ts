import type { AssignmentView } from '@careloom/proto/assignments'
import type { PeerToday, WebApiHandlers } from '@careloom/web-api'
import { HttpProblem } from '../../http/problem.ts'
import { displayOf, maySee, peopleById, type Context } from '../context.ts'
import { toldSafetyOf } from '../safety.ts'
import { ownAssignment, recordOf } from './own.ts'

/** What the peer was told and has not said to have seen, the longest waiting first. */
export async function unseenSafety(
  assignments: readonly AssignmentView[],
  context: Context,
): Promise<PeerToday['safety']> {
  const told = await Promise.all(
    assignments.map(async (assignment) => {
      const safety = await toldSafetyOf(assignment, 'peer', undefined, context)
      if (safety === null || safety.seenAt !== null) return []
      const { assignmentId, personId } = assignment
      const resource = `Assignment/${assignmentId}`
      if (!(await maySee(context, 'notes', recordOf(assignment), resource))) return []
      const personDisplay = displayOf((await peopleById(context, [personId])).get(personId))
      return [{ ...safety, assignmentId, personDisplay }]
    }),
  )
  return told.flat().sort((a, b) => (a.at < b.at ? -1 : 1))
}

export const peerSafetyHandlers: Pick<WebApiHandlers<Context>, 'acknowledgeSafety'> = {
  async acknowledgeSafety({ params: { assignmentId, measureId } }, context) {
    const assignment = await ownAssignment(assignmentId, context)
    const safety = await toldSafetyOf(assignment, 'peer', undefined, context)
    if (safety?.measureId !== measureId) throw new HttpProblem(404, 'not-found')
    const acknowledgement = { measureId, reader: 'peer' }
    await context.services.outcomes.acknowledgeSafetyAnswer(acknowledgement, context.call())
    return {}
  },
}
