import {
  AssignmentEnded,
  AssignmentHandedOver,
  AssignmentPaused,
  AssignmentResumed,
  AssignmentStarted,
  CaseloadChanged,
  OfferAcceptedByPeer,
  OfferDeclinedByPeer,
  OfferExpired,
  OffersDeclinedByPerson,
  OffersSent,
  PeerChosen,
  PlacedOnWaitlist,
  SomeoneElseAskedFor,
  ChoicesReturnedToPerson,
} from '../gen/careloom/assignments/v1/events.ts'
import type { PublishedEvents } from './published.ts'

export const matchingCaseTopic = 'careloom.assignments.matching-case.v1'
export const matchingCaseCodecs = {
  OfferAcceptedByPeer,
  OfferDeclinedByPeer,
  OfferExpired,
  OffersDeclinedByPerson,
  OffersSent,
  PeerChosen,
  PlacedOnWaitlist,
  SomeoneElseAskedFor,
  ChoicesReturnedToPerson,
}
export type PublishedMatchingCaseEvent = PublishedEvents<typeof matchingCaseCodecs>

export const assignmentTopic = 'careloom.assignments.assignment.v1'
export const assignmentCodecs = {
  AssignmentStarted,
  AssignmentPaused,
  AssignmentResumed,
  AssignmentEnded,
  AssignmentHandedOver,
}
export type PublishedAssignmentEvent = PublishedEvents<typeof assignmentCodecs>

export const caseloadTopic = 'careloom.assignments.caseload.v1'
export const caseloadCodecs = { CaseloadChanged }
export type PublishedCaseloadEvent = PublishedEvents<typeof caseloadCodecs>

export * from '../gen/careloom/assignments/v1/service.ts'
