import { z } from 'zod'
import { goalDomains, goalStatuses, nextStepOwners, voices } from '@careloom/terminology'
import { id, instant, modality, text } from './values.ts'

/** Goal attainment, one rater: -2 much less than hoped, 0 as hoped, 2 much more than hoped. */
export const attainment = z.int().min(-2).max(2)
export type Attainment = z.infer<typeof attainment>

/** What part of life a goal is about. */
export const goalDomain = z.enum(goalDomains).meta({ id: 'GoalDomain' })
export type GoalDomain = z.infer<typeof goalDomain>

/** A goal in somebody's words. It is one only when person and peer both agree; a declined one is shown to whoever proposed it. */
export const goal = z
  .object({
    goalId: id,
    words: text(500),
    domain: goalDomain,
    status: z.enum(goalStatuses),
    proposedBy: z.enum(voices),
    ratings: z.object({
      person: attainment.nullable(),
      peer: attainment.nullable(),
      clinician: attainment.nullable(),
    }),
  })
  .meta({ id: 'Goal' })
export type Goal = z.infer<typeof goal>

export const goalProposal = z
  .object({ words: text(500), domain: goalDomain })
  .meta({ id: 'GoalProposal' })
export type GoalProposal = z.infer<typeof goalProposal>

export const goalRating = z.object({ attainment }).meta({ id: 'GoalRating' })

/** What the person wants their life to be. */
export const vision = z.object({ words: text(1000) }).meta({ id: 'Vision' })

/** What the two said at their last contact that happens next. */
export const nextStep = z
  .object({
    words: text(1000),
    owner: z.enum(nextStepOwners).nullable(),
    saidAt: instant,
  })
  .meta({ id: 'NextStep' })
export type NextStep = z.infer<typeof nextStep>

/** A link that a screen may open. */
export const joinUrl = z.url({ protocol: /^https$/ }).max(500)

const minutes = z.int().min(5).max(480)
const location = text(500)

/** A planned meeting. `location` is as it was written; `joinUrl` the link in it. */
export const meeting = z
  .object({
    meetingId: id,
    at: instant,
    minutes,
    modality,
    location: location.nullable(),
    joinUrl: joinUrl.nullable(),
  })
  .meta({ id: 'Meeting' })
export type Meeting = z.infer<typeof meeting>

/** When and how to meet; where, in plain words, or the link of a call. */
export const meetingPlan = z
  .object({ at: instant, minutes, modality, location: location.optional() })
  .meta({ id: 'MeetingPlan' })
export type MeetingPlan = z.infer<typeof meetingPlan>

const aYearMs = 366 * 86_400_000

/** The same, planned now: still to come, and within a year. */
export const meetingPlanAt = (nowMs: number) =>
  meetingPlan.superRefine(({ at }, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['at'], message })
    if (Date.parse(at) < nowMs) refuse('meeting-in-the-past')
    if (Date.parse(at) > nowMs + aYearMs) refuse('meeting-too-far-ahead')
  })

/** A peer's: with the yes to meeting two people at one time, once they have been told. */
export const peerMeetingPlan = meetingPlan
  .extend({ overlapAccepted: z.boolean().optional() })
  .meta({ id: 'PeerMeetingPlan' })
export type PeerMeetingPlan = z.infer<typeof peerMeetingPlan>
