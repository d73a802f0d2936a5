import type { ReferralView } from '@careloom/proto/referrals'
import type { ReferralStatus, Urgency } from '@careloom/web-api'

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
  const now = over ? undefined : presentOf(reached)
  return (
    reached
      // What ended early never reached the steps between, and will not.
      .filter(([, at]) => !over || at !== undefined)
      .map(([name, at]) => ({
        name,
        state: name === now ? 'now' : at === undefined ? 'next' : 'done',
        at: at ?? null,
        by: name === 'sent' ? (referral.referrerName ?? null) : null,
      }))
  )
}

/** The step that is under way: the first one that is waited for, and working together for as long as the two do. */
function presentOf(reached: readonly (readonly [StepName, string | undefined])[]): StepName {
  const [waitedFor] = reached.find(([, at]) => at === undefined) ?? ['closed' as const]
  return waitedFor === 'closed' ? 'working-together' : waitedFor
}

const urgencies: readonly Urgency[] = ['routine', 'urgent', 'asap', 'stat']

export const urgencyOf = ({ urgency }: ReferralView): Urgency =>
  urgencies.find((each) => each === urgency) ?? 'routine'

/** Our own status word; screens know the same. */
export const statusOf = (referral: ReferralView) => referral.status as ReferralStatus
