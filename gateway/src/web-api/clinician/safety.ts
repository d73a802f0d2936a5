import type { ReferralView } from '@careloom/proto/referrals'
import type { ToldSafety } from '@careloom/web-api'
import type { Context } from '../context.ts'
import { toldSafetyOf } from '../safety.ts'

/** What the person told the clinician who referred them; null when nothing, or to anybody else. */
export async function referralSafety(
  { assignmentId, personId, contact }: ReferralView,
  context: Context,
): Promise<ToldSafety | null> {
  if (assignmentId === undefined) return null
  return toldSafetyOf({ assignmentId, personId }, 'clinician', { contact }, context)
}
