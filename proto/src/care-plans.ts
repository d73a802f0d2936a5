import {
  CarePlanClosed,
  CarePlanOpened,
  CareTeamMemberJoined,
  CareTeamMemberLeft,
  EncounterRecorded,
  GoalAgreed,
  GoalDeclined,
  GoalProposed,
  GoalRated,
  MeetingCancelled,
  MeetingChanged,
  MeetingHeld,
  MeetingMissed,
  MeetingPlanned,
  VisionWritten,
} from '../gen/careloom/careplans/v1/events.ts'
import type { PublishedEvents } from './published.ts'

export type { CareTeamMember } from '../gen/careloom/careplans/v1/events.ts'

export const carePlanTopic = 'careloom.care-plans.care-plan.v1'
export const carePlanCodecs = {
  CarePlanClosed,
  CarePlanOpened,
  CareTeamMemberJoined,
  CareTeamMemberLeft,
  EncounterRecorded,
  GoalAgreed,
  GoalDeclined,
  GoalProposed,
  GoalRated,
  MeetingCancelled,
  MeetingChanged,
  MeetingHeld,
  MeetingMissed,
  MeetingPlanned,
  VisionWritten,
}
export type PublishedCarePlanEvent = PublishedEvents<typeof carePlanCodecs>

export * from '../gen/careloom/careplans/v1/service.ts'
