import type { MatchingCaseView } from '@careloom/proto/assignments'
import type { ReferralView } from '@careloom/proto/referrals'
import type { NextStepOfReferral } from '@careloom/web-api'
import type { Context } from './context.ts'

type Next = Omit<NextStepOfReferral, 'dueAt'> & { readonly by?: string | undefined }
const nobody: Next = { actor: 'nobody', act: 'none' }

/**
 * Who acts next, how, and until when: what every desk shows. While a peer is being looked for the matching case says
 * whose turn it is; the referral alone does not know that an offer ran out.
 */
export function nextOf(
  referral: ReferralView,
  matching: MatchingCaseView | undefined,
): NextStepOfReferral {
  const promise = referral.firstContactAt === undefined ? referral.firstContactDueAt : undefined
  const { by, ...next } = stepOf(referral, matching)
  return { ...next, dueAt: next.actor === 'nobody' ? null : (by ?? promise ?? null) }
}

function stepOf(referral: ReferralView, matching: MatchingCaseView | undefined): Next {
  switch (referral.status) {
    case 'requested':
      return { actor: 'coordinator', act: 'offer-peers' }
    case 'information-requested':
      return { actor: 'clinician', act: 'answer-question' }
    case 'cancellation-requested':
      return { actor: 'coordinator', act: 'confirm-cancellation' }
    case 'accepted':
    case 'waitlisted':
      return searchOf(matching)
    case 'matched':
    case 'in-progress':
      return referral.firstContactAt === undefined ? { actor: 'peer', act: 'meet' } : nobody
    default:
      return nobody
  }
}

function searchOf(matching: MatchingCaseView | undefined): Next {
  switch (matching?.status) {
    case 'choosing':
      return { actor: 'person', act: 'choose-peer', by: matching.answerBy }
    case 'asking-peer':
      return { actor: 'peer', act: 'answer-offer', by: matching.answerBy }
    // The two said yes to each other; what follows is done by the product in a moment.
    case 'starting':
    case 'matched':
      return nobody
    case 'waitlisted':
      return { actor: 'coordinator', act: 'find-a-peer' }
    default:
      return { actor: 'coordinator', act: 'offer-others' }
  }
}

const searching = ['accepted', 'waitlisted']

/** The matching cases of those referrals for which a peer is being looked for, by referral. */
export async function matchingOf(
  referrals: readonly ReferralView[],
  { services, call }: Context,
): Promise<ReadonlyMap<string, MatchingCaseView>> {
  const referralIds = referrals.flatMap(({ referralId, status }) =>
    searching.includes(status) ? [referralId] : [],
  )
  if (referralIds.length === 0) return new Map()
  const { cases } = await services.assignments.listMatchingCases({ referralIds }, call())
  return new Map(cases.map((each) => [each.referralId, each]))
}
