import type { AssignmentView } from '@careloom/proto/assignments'
import { ifFound } from '@careloom/rpc'
import type { PersonHome } from '@careloom/web-api'
import type { Context } from '../context.ts'

/** Where the person stands on their way to a peer. */
export async function standingOf(
  current: AssignmentView | undefined,
  hasChoice: boolean,
  openReferralIds: readonly string[],
  context: Context,
): Promise<PersonHome['standing']> {
  if (current?.status === 'active') return 'together'
  if (current?.status === 'paused') return 'paused'
  if (hasChoice) return 'choose'
  for (const referralId of openReferralIds) {
    const matching = await ifFound(
      context.services.assignments.getMatchingCase(
        { referralId, afterPosition: 0 },
        context.call(),
      ),
    )
    if (matching?.status === 'asking-peer' || matching?.status === 'starting') return 'asked'
  }
  return openReferralIds.length > 0 ? 'waiting' : 'none'
}
