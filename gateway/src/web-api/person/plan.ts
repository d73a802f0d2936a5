import { ifFound } from '@careloom/rpc'
import type { WebApiHandlers } from '@careloom/web-api'
import { derivedId } from '@careloom/event-sourcing/digest'
import { HttpProblem } from '../../http/problem.ts'
import type { Context } from '../context.ts'
import { ownPlan } from './own.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  'writeVision' | 'addOwnGoal' | 'agreeToGoal' | 'turnDownGoal' | 'rateOwnGoal'
>

export const personPlanHandlers: Handlers = {
  async writeVision({ body }, context) {
    const carePlanId = await planOf(context, 'Vision', 'update')
    const words = { carePlanId, words: body.words, writtenBy: 'person' }
    await context.services.carePlans.writeVision(words, context.call())
    return {}
  },
  async addOwnGoal({ body, idempotencyKey }, context) {
    const goalId = derivedId('goal', idempotencyKey)
    const carePlanId = await planOf(context, `Goal/${goalId}`, 'create')
    const proposal = { carePlanId, goalId, ...body, proposedBy: 'person' }
    await context.services.carePlans.proposeGoal(proposal, context.call())
    return { goalId }
  },
  async agreeToGoal({ params: { goalId } }, context) {
    const carePlanId = await planOf(context, `Goal/${goalId}`, 'update')
    const agreement = { carePlanId, goalId, agreedBy: 'person' }
    await context.services.carePlans.agreeGoal(agreement, context.call())
    return {}
  },
  async turnDownGoal({ params: { goalId } }, context) {
    const carePlanId = await planOf(context, `Goal/${goalId}`, 'update')
    const decline = { carePlanId, goalId, declinedBy: 'person' }
    await context.services.carePlans.declineGoal(decline, context.call())
    return {}
  },
  async rateOwnGoal({ params: { goalId }, body }, context) {
    const carePlanId = await planOf(context, `Goal/${goalId}`, 'update')
    const rating = { carePlanId, goalId, rater: 'person', rating: body.attainment }
    await context.services.carePlans.rateGoal(rating, context.call())
    return {}
  },
}

async function planOf(
  context: Context,
  resource: string,
  action: 'create' | 'update',
): Promise<string> {
  const { assignmentId } = await ownPlan(context, resource, action)
  const request = { assignmentId, afterPosition: 0 }
  const plan = await ifFound(context.services.carePlans.getCarePlan(request, context.call()))
  // The plan opens a moment after the assignment starts.
  if (plan === undefined) throw new HttpProblem(409, 'care-plan-not-open')
  return plan.carePlanId
}
