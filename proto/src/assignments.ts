import type { Topic } from '@careloom/event-sourcing'
import type * as assignmentEvents from '../gen/careloom/assignments/v1/assignment_events.ts'
import type * as caseloadEvents from '../gen/careloom/assignments/v1/caseload_events.ts'
import type * as matchingCaseEvents from '../gen/careloom/assignments/v1/matching_case_events.ts'
import type { PublishedEvents } from './published.ts'

export * from '../gen/careloom/assignments/v1/service.ts'

export type PublishedMatchingCaseEvent = PublishedEvents<typeof matchingCaseEvents>
export const matchingCaseTopic: Topic<PublishedMatchingCaseEvent> =
  'careloom.assignments.matching-case.v1'

export type PublishedAssignmentEvent = PublishedEvents<typeof assignmentEvents>
export const assignmentTopic: Topic<PublishedAssignmentEvent> = 'careloom.assignments.assignment.v1'

export type PublishedCaseloadEvent = PublishedEvents<typeof caseloadEvents>
export const caseloadTopic: Topic<PublishedCaseloadEvent> = 'careloom.assignments.caseload.v1'
