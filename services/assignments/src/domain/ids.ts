import { idParser } from '@careloom/event-sourcing'
import type { Brand } from '@careloom/event-sourcing'

export type ReferralId = Brand<string, 'ReferralId'>
export type PersonId = Brand<string, 'PersonId'>
export type PeerWorkerId = Brand<string, 'PeerWorkerId'>
export type ProgramId = Brand<string, 'ProgramId'>
/** Whoever runs the programme. */
export type OrganizationId = Brand<string, 'OrganizationId'>
export type AssignmentId = Brand<string, 'AssignmentId'>
export type ReservationId = Brand<string, 'ReservationId'>
/** One set of choices put before the person. */
export type OfferId = Brand<string, 'OfferId'>
/** One question put to one peer worker. */
export type PeerOfferId = Brand<string, 'PeerOfferId'>

export const parseReferralId = idParser('ReferralId')
export const parsePersonId = idParser('PersonId')
export const parsePeerWorkerId = idParser('PeerWorkerId')
export const parseProgramId = idParser('ProgramId')
export const parseOrganizationId = idParser('OrganizationId')
export const parseAssignmentId = idParser('AssignmentId')
export const parseReservationId = idParser('ReservationId')
export const parseOfferId = idParser('OfferId')
export const parsePeerOfferId = idParser('PeerOfferId')
