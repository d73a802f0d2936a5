import { idParser } from '@careloom/event-sourcing'
import type { Brand } from '@careloom/event-sourcing'

export type PeerWorkerId = Brand<string, 'PeerWorkerId'>
export type PersonId = Brand<string, 'PersonId'>
export type OrganizationId = Brand<string, 'OrganizationId'>
export type ProgramId = Brand<string, 'ProgramId'>
export type HoursEntryId = Brand<string, 'HoursEntryId'>

export const parsePeerWorkerId = idParser('PeerWorkerId')
export const parsePersonId = idParser('PersonId')
export const parseOrganizationId = idParser('OrganizationId')
export const parseProgramId = idParser('ProgramId')
export const parseHoursEntryId = idParser('HoursEntryId')
