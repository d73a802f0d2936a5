import type { AssignmentView } from '@careloom/proto/assignments'
import { HttpProblem } from '../../http/problem.ts'
import { personIdOf, see, type Context } from '../context.ts'

/** The assignment that the person's home is about: the active one, else a paused one. */
export const currentOf = (assignments: readonly AssignmentView[]): AssignmentView | undefined =>
  assignments.find(({ status }) => status === 'active') ??
  assignments.find(({ status }) => status === 'paused')

/** The assignment whose plan the person changes. @throws HttpProblem 409 while there is none */
export async function ownPlan(
  context: Context,
  resource: string,
  action: 'create' | 'update',
): Promise<AssignmentView> {
  const personId = personIdOf(context)
  await see(context, 'care-plan', { person: personId }, resource, action)
  const { assignments } = await context.services.assignments.listAssignments(
    { personId },
    context.call(),
  )
  const current = currentOf(assignments)
  if (current === undefined) throw new HttpProblem(409, 'no-peer-yet')
  return current
}
