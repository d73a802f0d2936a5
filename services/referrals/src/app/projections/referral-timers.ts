import { later, projection, unchanged, type Instant, type Timer } from '@careloom/event-sourcing'
import { escalatesAfterMs, expiresAt } from '../../domain/referral-state.ts'
import type { ReferralEvent } from '../../domain/referral-events.ts'

export type TimerCommand = 'MarkOverdue' | 'EscalateReferral' | 'ExpireReferral'
type Kind = 'overdue' | 'escalate' | 'expire'
const kinds: readonly Kind[] = ['overdue', 'escalate', 'expire']
const commandOf: Readonly<Record<Kind, TimerCommand>> = {
  overdue: 'MarkOverdue',
  escalate: 'EscalateReferral',
  expire: 'ExpireReferral',
}

type ReferralTimer = Timer & { readonly person: string }

/** What is due when, per referral: the promise, the escalation a day later, the expiry. Keys are `<kind>:<referralId>`. */
export const referralTimers = projection<ReferralEvent, ReferralTimer>({
  name: 'referral-timers',
  version: 5,
  key: ({ referralId }) => kinds.map((kind) => `${kind}:${referralId}`),
  person: ({ person }) => person,
  on: {
    ReferralRequested: (_row, data, _event, key) => timer(kindOf(key), data, data.requestedAt),
    ReferralReopened: (_row, data, _event, key) => timer(kindOf(key), data, data.at),
    InformationRequested: unchanged,
    InformationProvided: unchanged,
    ReferralAccepted: ends('expire'),
    ReferralRejected: ends(...kinds),
    ReferralWaitlisted: unchanged,
    ReferralMatched: unchanged,
    ReferralStarted: unchanged,
    FirstContactMade: ends('overdue', 'escalate'),
    FirstContactOverdue: ends('overdue'),
    ReferralEscalated: ends('escalate'),
    ReferralDeclined: ends(...kinds),
    CancellationRequested: unchanged,
    ReferralCancelled: ends(...kinds),
    ReferralCompleted: ends(...kinds),
    ReferralEndedUnable: ends(...kinds),
    ReferralExpired: ends(...kinds),
  },
  indexes: { dueAt: (row) => [row.dueAt] },
})

function kindOf(key: string): Kind {
  return kinds.find((each) => key.startsWith(`${each}:`)) ?? 'expire'
}

function ends(...over: readonly Kind[]) {
  return (_row: unknown, _data: unknown, _event: unknown, key: string): null | undefined =>
    over.includes(kindOf(key)) ? null : undefined
}

type Asked = {
  readonly referralId: string
  readonly personId: string
  readonly firstContactDueAt: Instant
}

function timer(
  kind: Kind,
  { referralId, personId, firstContactDueAt }: Asked,
  askedAt: Instant,
): ReferralTimer {
  const dueAt: Readonly<Record<Kind, Instant>> = {
    overdue: firstContactDueAt,
    escalate: later(firstContactDueAt, escalatesAfterMs),
    expire: expiresAt(askedAt),
  }
  return { dueAt: dueAt[kind], command: commandOf[kind], subject: referralId, person: personId }
}
