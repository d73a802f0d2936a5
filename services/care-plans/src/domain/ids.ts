import { idParser } from '@careloom/event-sourcing'
import type { Brand } from '@careloom/event-sourcing'

export type CarePlanId = Brand<string, 'CarePlanId'>
export type CareTeamId = Brand<string, 'CareTeamId'>
export type GoalId = Brand<string, 'GoalId'>
export type StepId = Brand<string, 'StepId'>
export type AchievementId = Brand<string, 'AchievementId'>
export type EncounterId = Brand<string, 'EncounterId'>
export type MeetingId = Brand<string, 'MeetingId'>
export type AssignmentId = Brand<string, 'AssignmentId'>
export type ReferralId = Brand<string, 'ReferralId'>
export type PersonId = Brand<string, 'PersonId'>
export type PeerWorkerId = Brand<string, 'PeerWorkerId'>
export type ProgramId = Brand<string, 'ProgramId'>
export type OrganizationId = Brand<string, 'OrganizationId'>

export const parseCarePlanId = idParser('CarePlanId')
export const parseCareTeamId = idParser('CareTeamId')
export const parseGoalId = idParser('GoalId')
export const parseEncounterId = idParser('EncounterId')
export const parseMeetingId = idParser('MeetingId')
export const parseAssignmentId = idParser('AssignmentId')
export const parseReferralId = idParser('ReferralId')
export const parsePersonId = idParser('PersonId')
export const parsePeerWorkerId = idParser('PeerWorkerId')
export const parseProgramId = idParser('ProgramId')
export const parseOrganizationId = idParser('OrganizationId')
