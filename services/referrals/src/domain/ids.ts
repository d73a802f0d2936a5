import { idParser, type Brand } from '@careloom/event-sourcing'

export type ReferralId = Brand<string, 'ReferralId'>
export type PersonId = Brand<string, 'PersonId'>
export type ProgramId = Brand<string, 'ProgramId'>
export type OrganizationId = Brand<string, 'OrganizationId'>
export type PeerWorkerId = Brand<string, 'PeerWorkerId'>
export type AssignmentId = Brand<string, 'AssignmentId'>
export type CareTeamId = Brand<string, 'CareTeamId'>
export type ConsentId = Brand<string, 'ConsentId'>

export const parseReferralId = idParser('ReferralId')
export const parsePersonId = idParser('PersonId')
export const parseProgramId = idParser('ProgramId')
export const parseOrganizationId = idParser('OrganizationId')
export const parsePeerWorkerId = idParser('PeerWorkerId')
export const parseAssignmentId = idParser('AssignmentId')
export const parseCareTeamId = idParser('CareTeamId')
export const parseConsentId = idParser('ConsentId')
