import { later, type Instant } from '@careloom/event-sourcing'
import type { ReferralStatus } from '@careloom/terminology'
import type { ReferralEvent } from './referral-events.ts'

/** `none` means that the stream is empty. `before` is where a refused cancellation would lead back to. */
export type Referral =
  | { readonly status: 'none' }
  | {
      readonly status: ReferralStatus
      readonly firstContactDueAt: Instant
      readonly firstContactMade: boolean
      readonly overdue: boolean
      readonly escalated: boolean
    }

export type Known = Exclude<Referral, { status: 'none' }>
/** Nothing follows these but a mistake's correction. */
const over: ReadonlySet<ReferralStatus> = new Set([
  'rejected',
  'completed',
  'ended-unable',
  'declined',
  'cancelled',
  'expired',
])
export const isOver = (status: ReferralStatus): boolean => over.has(status)

export function evolveReferral(state: Referral, event: ReferralEvent): Referral {
  if (event.type === 'ReferralRequested') return asked(event.data.firstContactDueAt)
  return state.status === 'none' ? state : evolveKnown(state, event)
}

function asked(firstContactDueAt: Instant): Known {
  return {
    status: 'requested',
    firstContactDueAt,
    firstContactMade: false,
    overdue: false,
    escalated: false,
  }
}

function evolveKnown(
  state: Known,
  event: Exclude<ReferralEvent, { type: 'ReferralRequested' }>,
): Known {
  switch (event.type) {
    case 'ReferralReopened':
      return asked(event.data.firstContactDueAt)
    case 'FirstContactMade':
      return { ...state, firstContactMade: true }
    case 'FirstContactOverdue':
      return { ...state, overdue: true }
    case 'ReferralEscalated':
      return { ...state, escalated: true }
    default:
      return { ...state, status: statusAfter[event.type] }
  }
}

type Moving = Exclude<
  ReferralEvent['type'],
  'FirstContactMade' | 'FirstContactOverdue' | 'ReferralEscalated'
>

/** Where each event leads; also what read models show. */
export const statusAfter: Readonly<Record<Moving, ReferralStatus>> = {
  ReferralRequested: 'requested',
  InformationRequested: 'information-requested',
  InformationProvided: 'requested',
  ReferralAccepted: 'accepted',
  ReferralRejected: 'rejected',
  ReferralWaitlisted: 'waitlisted',
  ReferralMatched: 'matched',
  ReferralStarted: 'in-progress',
  ReferralDeclined: 'declined',
  CancellationRequested: 'cancellation-requested',
  ReferralCancelled: 'cancelled',
  ReferralCompleted: 'completed',
  ReferralEndedUnable: 'ended-unable',
  ReferralExpired: 'expired',
  ReferralReopened: 'requested',
}

/** A day after the promise ran out the supervisor is told; a month unanswered and it expires. */
export const escalatesAfterMs = 24 * 3_600_000
const expiresAfterMs = 30 * 24 * 3_600_000
export const expiresAt = (requestedAt: Instant): Instant => later(requestedAt, expiresAfterMs)
