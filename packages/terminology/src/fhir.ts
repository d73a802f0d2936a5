import { codeSystems } from './coding.ts'
import type { Coding } from './coding.ts'

/** Task.code of a referral (FHIR R4 task-code). */
export const fulfill: Coding<'fulfill'> = {
  system: codeSystems.taskCode,
  code: 'fulfill',
  display: 'Fulfill the focal request',
}

/** FHIR R4 Task.status. */
export const taskStatuses = [
  'draft',
  'requested',
  'received',
  'accepted',
  'rejected',
  'ready',
  'cancelled',
  'in-progress',
  'on-hold',
  'failed',
  'completed',
  'entered-in-error',
] as const
export type TaskStatus = (typeof taskStatuses)[number]

/** FHIR R4 ServiceRequest.status. */
export const requestStatuses = [
  'draft',
  'active',
  'on-hold',
  'revoked',
  'completed',
  'entered-in-error',
  'unknown',
] as const
export type RequestStatus = (typeof requestStatuses)[number]

/** FHIR R4 ServiceRequest.priority. */
export const requestPriorities = ['routine', 'urgent', 'asap', 'stat'] as const
export type RequestPriority = (typeof requestPriorities)[number]

/** FHIR R4 CareTeam.status. */
export const careTeamStatuses = [
  'proposed',
  'active',
  'suspended',
  'inactive',
  'entered-in-error',
] as const
export type CareTeamStatus = (typeof careTeamStatuses)[number]

/** FHIR R4 Goal.lifecycleStatus. */
export const goalLifecycleStatuses = [
  'proposed',
  'planned',
  'accepted',
  'active',
  'on-hold',
  'completed',
  'cancelled',
  'entered-in-error',
  'rejected',
] as const
export type GoalLifecycleStatus = (typeof goalLifecycleStatuses)[number]

/** FHIR R4 Consent.status. */
export const consentStatuses = [
  'draft',
  'proposed',
  'active',
  'rejected',
  'inactive',
  'entered-in-error',
] as const
export type ConsentStatus = (typeof consentStatuses)[number]

/** FHIR R4 administrative-gender. */
export const administrativeGenders = ['male', 'female', 'other', 'unknown'] as const
export type AdministrativeGender = (typeof administrativeGenders)[number]
