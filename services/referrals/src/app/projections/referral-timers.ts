import { later, type Instant, type Projection, type Timer } from '@careloom/event-sourcing'
import { escalatesAfterMs, expiresAt, isOver, statusAfter, type ReferralEvent } from '../../domain/referral.ts'

export type TimerCommand = 'MarkOverdue' | 'EscalateReferral' | 'ExpireReferral'
type Kind = 'overdue' | 'escalate' | 'expire'
const kinds: readonly Kind[] = ['overdue', 'escalate', 'expire']
const commandOf: Readonly<Record<Kind, TimerCommand>> = { overdue: 'MarkOverdue', escalate: 'EscalateReferral', expire: 'ExpireReferral' }

/** What is due when, per referral: the promise, the escalation a day later, the expiry. Keys are `<kind>:<referralId>`. */
export const referralTimers: Projection<ReferralEvent, Timer> = {
  name: 'referral-timers',
  version: 1,
  handles: [
    'ReferralRequested', 'ReferralAccepted', 'ReferralRejected', 'FirstContactMade', 'FirstContactOverdue',
    'ReferralEscalated', 'ReferralDeclined', 'ReferralCancelled', 'ReferralCompleted', 'ReferralEndedUnable', 'ReferralExpired',
  ],
  keysOf: (event) => kinds.map((kind) => `${kind}:${event.data.referralId}`),
  project(row, event, key) {
    const kind = kinds.find((each) => key.startsWith(`${each}:`)) ?? 'expire'
    if (event.type === 'ReferralRequested') return timer(kind, event.data.referralId, firstDue(kind, event.data))
    if (row === undefined) return undefined
    return isDone(kind, event) ? null : undefined
  },
  indexes: { dueAt: (row) => [row.dueAt] },
}

function firstDue(kind: Kind, data: { requestedAt: Instant; firstContactDueAt: Instant }): Instant {
  if (kind === 'overdue') return data.firstContactDueAt
  return kind === 'escalate' ? later(data.firstContactDueAt, escalatesAfterMs) : expiresAt(data.requestedAt)
}

function timer(kind: Kind, referralId: string, dueAt: Instant): Timer {
  return { dueAt, command: commandOf[kind], subject: referralId }
}

function isDone(kind: Kind, event: { type: ReferralEvent['type'] }): boolean {
  switch (event.type) {
    case 'FirstContactMade':
      return kind !== 'expire'
    case 'FirstContactOverdue':
      return kind === 'overdue'
    case 'ReferralEscalated':
      return kind === 'escalate'
    case 'ReferralAccepted':
      return kind === 'expire'
    default:
      return event.type in statusAfter && isOver(statusAfter[event.type as keyof typeof statusAfter])
  }
}
