import { later, type Instant, type Projection, type Timer } from '@careloom/event-sourcing'
import { escalatesAfterMs, expiresAt, isOver, statusAfter } from '../../domain/referral-state.ts'
import type { ReferralEvent } from '../../domain/referral-events.ts'
import type { PersonErased } from './referral-list.ts'

export type TimerCommand = 'MarkOverdue' | 'EscalateReferral' | 'ExpireReferral'
type Kind = 'overdue' | 'escalate' | 'expire'
const kinds: readonly Kind[] = ['overdue', 'escalate', 'expire']
const commandOf: Readonly<Record<Kind, TimerCommand>> = {
  overdue: 'MarkOverdue',
  escalate: 'EscalateReferral',
  expire: 'ExpireReferral',
}

/** `person` goes with their erasure. */
type ReferralTimer = Timer & { readonly person: string }

/** What is due when, per referral: the promise, the escalation a day later, the expiry. Keys are `<kind>:<referralId>`. */
export const referralTimers: Projection<ReferralEvent | PersonErased, ReferralTimer> = {
  name: 'referral-timers',
  version: 3,
  handles: [
    'ReferralRequested',
    'ReferralAccepted',
    'ReferralRejected',
    'FirstContactMade',
    'FirstContactOverdue',
    'ReferralEscalated',
    'ReferralDeclined',
    'ReferralCancelled',
    'ReferralCompleted',
    'ReferralEndedUnable',
    'ReferralExpired',
    'ReferralReopened',
    'PersonErased',
  ],
  keysOf: (event, lookup) =>
    event.type === 'PersonErased'
      ? lookup('person', event.data.personId)
      : kinds.map((kind) => `${kind}:${event.data.referralId}`),
  project(row, event, key) {
    if (event.type === 'PersonErased') return null
    const kind = kinds.find((each) => key.startsWith(`${each}:`)) ?? 'expire'
    if (event.type === 'ReferralRequested' || event.type === 'ReferralReopened')
      return {
        dueAt: firstDue(kind, event),
        command: commandOf[kind],
        subject: event.data.referralId,
        person: event.data.personId,
      }
    if (row === undefined) return undefined
    return isDone(kind, event) ? null : undefined
  },
  indexes: { dueAt: (row) => [row.dueAt], person: (row) => [row.person] },
}

type Asked = Extract<ReferralEvent, { type: 'ReferralRequested' | 'ReferralReopened' }>

function firstDue(kind: Kind, { type, data }: Asked): Instant {
  if (kind === 'overdue') return data.firstContactDueAt
  if (kind === 'escalate') return later(data.firstContactDueAt, escalatesAfterMs)
  return expiresAt(type === 'ReferralRequested' ? data.requestedAt : data.at)
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
      return (
        event.type in statusAfter && isOver(statusAfter[event.type as keyof typeof statusAfter])
      )
  }
}
