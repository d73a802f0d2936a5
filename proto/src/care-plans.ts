import type { Topic } from '@careloom/event-sourcing'
import type * as carePlanEvents from '../gen/careloom/careplans/v1/care_plan_events.ts'
import type { PublishedEvents } from './published.ts'

export * from '../gen/careloom/careplans/v1/service.ts'
export type { CareTeamMember } from '../gen/careloom/careplans/v1/care_team.ts'

export type PublishedCarePlanEvent = PublishedEvents<typeof carePlanEvents>
export const carePlanTopic: Topic<PublishedCarePlanEvent> = 'careloom.care-plans.care-plan.v1'
