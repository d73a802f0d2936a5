import { ifFound } from '@careloom/rpc'
import type { MeetingPlan, WebApiHandlers } from '@careloom/web-api'
import { derivedId } from '@careloom/event-sourcing/digest'
import { HttpProblem } from '../../http/problem.ts'
import { personIdOf, see, type Context } from '../context.ts'
import { ownPlan } from './own.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  'planOwnMeeting' | 'changeOwnMeeting' | 'cancelOwnMeeting'
>

export const personMeetingHandlers: Handlers = {
  async planOwnMeeting({ body, idempotencyKey }, context) {
    const meetingId = derivedId('meeting', idempotencyKey)
    const { assignmentId, status } = await ownPlan(context, `Meeting ${meetingId}`, 'create')
    if (status !== 'active') throw new HttpProblem(409, 'assignment-not-active')
    const planning = { ...arrangementOf(body), meetingId, assignmentId, plannedBy: 'person' }
    await context.services.carePlans.planMeeting(planning, context.call())
    return { meetingId }
  },
  async changeOwnMeeting({ params, body }, context) {
    const meetingId = await ownMeeting(params.meetingId, context)
    const change = { ...arrangementOf(body), meetingId, changedBy: 'person' }
    await context.services.carePlans.changeMeeting(change, context.call())
    return {}
  },
  async cancelOwnMeeting({ params }, context) {
    const meetingId = await ownMeeting(params.meetingId, context)
    const cancellation = { meetingId, cancelledBy: 'person' }
    await context.services.carePlans.cancelMeeting(cancellation, context.call())
    return {}
  },
}

/** The person is never asked whether two meetings at one time are fine: they cannot see the other one. */
const arrangementOf = ({ at, minutes, modality, location }: MeetingPlan) => ({
  startsAt: at,
  minutes,
  modality,
  location,
  overlapAccepted: false,
})

async function ownMeeting(meetingId: string, context: Context): Promise<string> {
  const request = { meetingId, afterPosition: 0 }
  const meeting = await ifFound(context.services.carePlans.getMeeting(request, context.call()))
  if (meeting?.personId !== personIdOf(context)) throw new HttpProblem(404, 'not-found')
  const { personId: person, organizationId: organization } = meeting
  await see(context, 'care-plan', { person, organization }, `Meeting ${meetingId}`, 'update')
  return meetingId
}
