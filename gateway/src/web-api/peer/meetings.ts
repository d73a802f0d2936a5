import { ifFound } from '@careloom/rpc'
import type { PeerMeetingPlan, WebApiHandlers } from '@careloom/web-api'
import { derivedId } from '@careloom/event-sourcing/digest'
import { HttpProblem } from '../../http/problem.ts'
import type { Context } from '../context.ts'
import { ownPlan } from './own.ts'

type Handlers = Pick<WebApiHandlers<Context>, 'planMeeting' | 'changeMeeting' | 'cancelMeeting'>

export const peerMeetingHandlers: Handlers = {
  async planMeeting({ params: { assignmentId }, body, idempotencyKey }, context) {
    const { status } = await ownPlan(assignmentId, context, 'create')
    if (status !== 'active') throw new HttpProblem(409, 'assignment-not-active')
    const meetingId = derivedId('meeting', idempotencyKey)
    const planning = { ...arrangementOf(body), meetingId, assignmentId, plannedBy: 'peer' }
    await context.services.carePlans.planMeeting(planning, context.call())
    return { meetingId }
  },
  async changeMeeting({ params, body }, context) {
    const meetingId = await ownMeeting(params, context)
    const change = { ...arrangementOf(body), meetingId, changedBy: 'peer' }
    await context.services.carePlans.changeMeeting(change, context.call())
    return {}
  },
  async cancelMeeting({ params }, context) {
    const meetingId = await ownMeeting(params, context)
    const cancellation = { meetingId, cancelledBy: 'peer' }
    await context.services.carePlans.cancelMeeting(cancellation, context.call())
    return {}
  },
}

const arrangementOf = ({ at, minutes, modality, location, overlapAccepted }: PeerMeetingPlan) => ({
  startsAt: at,
  minutes,
  modality,
  location,
  overlapAccepted: overlapAccepted ?? false,
})

async function ownMeeting(
  { assignmentId, meetingId }: { assignmentId: string; meetingId: string },
  context: Context,
): Promise<string> {
  await ownPlan(assignmentId, context, 'update')
  const request = { meetingId, afterPosition: 0 }
  const meeting = await ifFound(context.services.carePlans.getMeeting(request, context.call()))
  if (meeting?.assignmentId !== assignmentId) throw new HttpProblem(404, 'not-found')
  return meetingId
}
