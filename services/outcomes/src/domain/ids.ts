import { idParser } from '@careloom/event-sourcing'
import type { Brand } from '@careloom/event-sourcing'

export type SeriesId = Brand<string, 'SeriesId'>
export type MeasureId = Brand<string, 'MeasureId'>
export type PersonId = Brand<string, 'PersonId'>
export type AssignmentId = Brand<string, 'AssignmentId'>
export type ReferralId = Brand<string, 'ReferralId'>
export type OrganizationId = Brand<string, 'OrganizationId'>

export const parseSeriesId = idParser('SeriesId')
export const parseMeasureId = idParser('MeasureId')
export const parsePersonId = idParser('PersonId')
export const parseAssignmentId = idParser('AssignmentId')
export const parseReferralId = idParser('ReferralId')
export const parseOrganizationId = idParser('OrganizationId')
