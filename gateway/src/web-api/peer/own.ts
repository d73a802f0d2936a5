import type { AssignmentView } from '@careloom/proto/assignments'
import type { EncounterView } from '@careloom/proto/care-plans'
import { ifFound } from '@careloom/rpc'
import { assignmentStatuses } from '@careloom/terminology'
import { HttpProblem } from '../../http/problem.ts'
import { peerIdOf, see, type Context } from '../context.ts'

export const recordOf = ({ personId, organizationId }: AssignmentView) => ({
  person: personId,
  organization: organizationId,
})
export const assignmentStatus = (status: string) =>
  assignmentStatuses.find((each) => each === status) ?? 'ended'

export async function ownAssignments(context: Context): Promise<readonly AssignmentView[]> {
  const { assignments } = await context.services.assignments.listAssignments(
    { peerWorkerId: peerIdOf(context) },
    context.call(),
  )
  return assignments.filter(({ status }) => status !== 'ended')
}

/** An assignment of theirs; one that is another's, has ended or never was is not found, all alike. */
export async function ownAssignment(
  assignmentId: string,
  context: Context,
): Promise<AssignmentView> {
  const assignment = await foundAssignment(assignmentId, context)
  await see(context, 'notes', recordOf(assignment), `Assignment/${assignmentId}`)
  return assignment
}

/** The same, to change something of the plan. */
export async function ownPlan(
  assignmentId: string,
  context: Context,
  action: 'create' | 'update',
): Promise<AssignmentView> {
  const assignment = await foundAssignment(assignmentId, context)
  await see(context, 'care-plan', recordOf(assignment), `Assignment/${assignmentId}`, action)
  return assignment
}

async function foundAssignment(assignmentId: string, context: Context): Promise<AssignmentView> {
  const assignment = await ifFound(
    context.services.assignments.getAssignment({ assignmentId, afterPosition: 0 }, context.call()),
  )
  if (assignment?.peerWorkerId !== peerIdOf(context)) throw new HttpProblem(404, 'not-found')
  return assignment
}

/** The newest first. */
export async function encountersOf(
  { assignmentId }: AssignmentView,
  limit: number,
  context: Context,
): Promise<readonly EncounterView[]> {
  return (await context.services.carePlans.listEncounters({ assignmentId, limit }, context.call()))
    .encounters
}
