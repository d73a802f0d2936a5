import type { ReferralView } from '@careloom/proto/referrals'
import type { ReferralStatus } from '@careloom/web-api'

type StepName = 'sent' | 'accepted' | 'matched' | 'first-contact' | 'working-together' | 'closed'

/** The stepper: what was done when, what is now, what comes next. */
export function stepsOf(
  referral: ReferralView,
): { name: StepName; state: 'done' | 'now' | 'next'; at: string | null; by: string | null }[] {
  const reached: readonly (readonly [StepName, string | undefined])[] = [
    ['sent', referral.requestedAt],
    ['accepted', referral.acceptedAt],
    ['matched', referral.matchedAt],
    ['first-contact', referral.firstContactAt],
    ['working-together', referral.firstContactAt === undefined ? undefined : referral.startedAt],
    ['closed', referral.closedAt],
  ]
  const over = referral.closedAt !== undefined
  const now = reached.findIndex(([, at]) => at === undefined)
  return reached.map(([name, at], i) => ({
    name,
    state: at !== undefined ? 'done' : i === now && !over ? 'now' : 'next',
    at: at ?? null,
    by: name === 'sent' ? (referral.referrerName ?? null) : null,
  }))
}

/** Our own status word; screens know the same. */
export const statusOf = (referral: ReferralView) => referral.status as ReferralStatus
