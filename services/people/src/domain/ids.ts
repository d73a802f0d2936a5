import { idParser } from '@careloom/event-sourcing'
import type { Brand } from '@careloom/event-sourcing'

export type PersonId = Brand<string, 'PersonId'>
export type ConsentId = Brand<string, 'ConsentId'>
export type ProgramId = Brand<string, 'ProgramId'>
export type OrganizationId = Brand<string, 'OrganizationId'>

export const parsePersonId = idParser('PersonId')
export const parseConsentId = idParser('ConsentId')
export const parseProgramId = idParser('ProgramId')
export const parseOrganizationId = idParser('OrganizationId')
