import { ifFound } from '@careloom/rpc'
import type { WebApiHandlers } from '@careloom/web-api'
import { derivedId } from '@careloom/event-sourcing/digest'
import { HttpProblem } from '../../http/problem.ts'
import type { Context } from '../context.ts'
import { ownPlan } from './own.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  'proposeGoal' | 'agreeGoal' | 'declineGoal' | 'rateGoal'
>

export const peerGoalHandlers: Handlers = {
  async proposeGoal({ params, body, idempotencyKey }, context) {
    const carePlanId = await planOf(params.assignmentId, context, 'create')
    const goalId = derivedId('goal', idempotencyKey)
    const proposal = { carePlanId, goalId, ...body, proposedBy: 'peer' }
    await context.services.carePlans.proposeGoal(proposal, context.call())
    return { goalId }
  },
  async agreeGoal({ params }, context) {
    const carePlanId = await planOf(params.assignmentId, context, 'update')
    const agreement = { carePlanId, goalId: params.goalId, agreedBy: 'peer' }
    await context.services.carePlans.agreeGoal(agreement, context.call())
    return {}
  },
  async declineGoal({ params }, context) {
    const carePlanId = await planOf(params.assignmentId, context, 'update')
    const decline = { carePlanId, goalId: params.goalId, declinedBy: 'peer' }
    await context.services.carePlans.declineGoal(decline, context.call())
    return {}
  },
  async rateGoal({ params, body }, context) {
    const carePlanId = await planOf(params.assignmentId, context, 'update')
    const rating = { carePlanId, goalId: params.goalId, rater: 'peer', rating: body.attainment }
    await context.services.carePlans.rateGoal(rating, context.call())
    return {}
  },
}

async function planOf(
  assignmentId: string,
  context: Context,
  action: 'create' | 'update',
): Promise<string> {
  await ownPlan(assignmentId, context, action)
  const request = { assignmentId, afterPosition: 0 }
  const plan = await ifFound(context.services.carePlans.getCarePlan(request, context.call()))
  // The plan opens a moment after the assignment starts.
  if (plan === undefined) throw new HttpProblem(409, 'care-plan-not-open')
  return plan.carePlanId
}
