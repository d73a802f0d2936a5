import { z } from 'zod'
import { goalProposal, goalRating, peerMeetingPlan } from './plan.ts'
import { route } from './route.ts'
import { id, nothing } from './values.ts'

const peer = ['peer'] as const
const oneAssignment = z.object({ assignmentId: id })
const oneGoal = z.object({ assignmentId: id, goalId: id })
const oneMeeting = z.object({ assignmentId: id, meetingId: id })

/** What a peer changes in the plan with a person. */
export const peerPlanRoutes = {
  proposeGoal: route({
    method: 'POST',
    path: '/api/peer/people/:assignmentId/goals',
    roles: peer,
    summary: 'Propose a goal to the person, in their words',
    params: oneAssignment,
    body: goalProposal,
    response: z.object({ goalId: id }),
    status: 201,
  }),
  agreeGoal: route({
    method: 'POST',
    path: '/api/peer/people/:assignmentId/goals/:goalId/agreement',
    roles: peer,
    summary: 'Say yes to a goal that the person or a clinician proposed',
    params: oneGoal,
    body: nothing,
    response: nothing,
    status: 200,
  }),
  declineGoal: route({
    method: 'POST',
    path: '/api/peer/people/:assignmentId/goals/:goalId/decline',
    roles: peer,
    summary: 'Say not now to a proposed goal, or take an own proposal back',
    params: oneGoal,
    body: nothing,
    response: nothing,
    status: 200,
  }),
  rateGoal: route({
    method: 'POST',
    path: '/api/peer/people/:assignmentId/goals/:goalId/rating',
    roles: peer,
    summary: 'Say how far a goal has come, against what was hoped',
    params: oneGoal,
    body: goalRating,
    response: nothing,
    status: 200,
  }),
  planMeeting: route({
    method: 'POST',
    path: '/api/peer/people/:assignmentId/meetings',
    roles: peer,
    summary: 'Plan a meeting; refused as peer-not-free until overlapAccepted when another is then',
    params: oneAssignment,
    body: peerMeetingPlan,
    response: z.object({ meetingId: id }),
    status: 201,
  }),
  changeMeeting: route({
    method: 'POST',
    path: '/api/peer/people/:assignmentId/meetings/:meetingId/change',
    roles: peer,
    summary: 'Move a meeting, or change how the two meet; the new whole is sent',
    params: oneMeeting,
    body: peerMeetingPlan,
    response: nothing,
    status: 200,
  }),
  cancelMeeting: route({
    method: 'POST',
    path: '/api/peer/people/:assignmentId/meetings/:meetingId/cancellation',
    roles: peer,
    summary: 'Cancel a meeting, or say that a past one did not take place',
    params: oneMeeting,
    body: nothing,
    response: nothing,
    status: 200,
  }),
}
