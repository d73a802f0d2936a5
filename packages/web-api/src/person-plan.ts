import { z } from 'zod'
import { goalProposal, goalRating, meetingPlan, vision } from './plan.ts'
import { route } from './route.ts'
import { id, nothing } from './values.ts'

const person = ['person'] as const
const oneGoal = z.object({ goalId: id })
const oneMeeting = z.object({ meetingId: id })

/** What a person changes in the plan with their peer. */
export const personPlanRoutes = {
  writeVision: route({
    method: 'POST',
    path: '/api/person/vision',
    roles: person,
    summary: 'Write what the person wants their life to be; nobody else can',
    body: vision,
    response: nothing,
    status: 200,
  }),
  addOwnGoal: route({
    method: 'POST',
    path: '/api/person/goals',
    roles: person,
    summary: 'Propose a goal to the peer',
    body: goalProposal,
    response: oneGoal,
    status: 201,
  }),
  agreeToGoal: route({
    method: 'POST',
    path: '/api/person/goals/:goalId/agreement',
    roles: person,
    summary: 'Say yes to a goal that the peer or a clinician proposed',
    params: oneGoal,
    body: nothing,
    response: nothing,
    status: 200,
  }),
  turnDownGoal: route({
    method: 'POST',
    path: '/api/person/goals/:goalId/decline',
    roles: person,
    summary: 'Say no to a proposed goal, or take an own proposal back; no reason is asked',
    params: oneGoal,
    body: nothing,
    response: nothing,
    status: 200,
  }),
  rateOwnGoal: route({
    method: 'POST',
    path: '/api/person/goals/:goalId/rating',
    roles: person,
    summary: 'Say how far a goal has come, against what was hoped',
    params: oneGoal,
    body: goalRating,
    response: nothing,
    status: 200,
  }),
  planOwnMeeting: route({
    method: 'POST',
    path: '/api/person/meetings',
    roles: person,
    summary: 'Plan a meeting with the peer; refused as peer-not-free when the peer is taken then',
    body: meetingPlan,
    response: oneMeeting,
    status: 201,
  }),
  changeOwnMeeting: route({
    method: 'POST',
    path: '/api/person/meetings/:meetingId/change',
    roles: person,
    summary: 'Move a meeting, or change how the two meet; the new whole is sent',
    params: oneMeeting,
    body: meetingPlan,
    response: nothing,
    status: 200,
  }),
  cancelOwnMeeting: route({
    method: 'POST',
    path: '/api/person/meetings/:meetingId/cancellation',
    roles: person,
    summary: 'Cancel a meeting; no reason is asked',
    params: oneMeeting,
    body: nothing,
    response: nothing,
    status: 200,
  }),
}
