import type { AssignmentView, MatchingCaseView } from '@careloom/proto/assignments'
import type { ReferralView } from '@careloom/proto/referrals'
import type { PersonHome } from '@careloom/web-api'
import { programsById, type Context } from '../context.ts'
import { matchingOf } from '../next-step.ts'

type Standing = Pick<PersonHome, 'standing' | 'programName' | 'takeBack'> & {
  /** The peer that the page is about: who is with them, or was asked. */
  readonly peerWorkerId: string | undefined
}

/** Where the person stands on their way to a peer, and what of their own answers they may take back. */
export async function standsAt(
  personId: string,
  current: AssignmentView | undefined,
  context: Context,
): Promise<Standing> {
  const request = { personId, openOnly: false, limit: 50, afterPosition: 0 }
  const [{ referrals }, programs] = await Promise.all([
    context.services.referrals.listReferrals(request, context.call()),
    programsById(context),
  ])
  const open = referrals.filter(({ closedAt }) => closedAt === undefined)
  const cases = [...(await matchingOf(open, context)).values()]
  const about = current ?? open[0] ?? lastDeclined(referrals)
  return {
    standing: standingOf(current, open, cases, lastDeclined(referrals)),
    programName: about === undefined ? null : (programs.get(about.programId)?.name ?? null),
    takeBack: current === undefined ? takeBackOf(open, cases, lastDeclined(referrals)) : null,
    peerWorkerId: current?.peerWorkerId ?? cases.find(isAsking)?.chosenPeerWorkerId,
  }
}

function standingOf(
  current: AssignmentView | undefined,
  open: readonly ReferralView[],
  cases: readonly MatchingCaseView[],
  declined: ReferralView | undefined,
): PersonHome['standing'] {
  if (current?.status === 'active') return 'together'
  if (current?.status === 'paused') return 'paused'
  if (cases.some(({ status }) => status === 'choosing')) return 'choose'
  if (cases.some(isAsking)) return 'asked'
  if (open.length > 0) return 'waiting'
  return declined === undefined ? 'none' : 'declined'
}

function takeBackOf(
  open: readonly ReferralView[],
  cases: readonly MatchingCaseView[],
  declined: ReferralView | undefined,
): PersonHome['takeBack'] {
  const passedOver = cases.find((each) => each.passedOver && !isTheirTurn(each))
  if (passedOver !== undefined) return { referralId: passedOver.referralId, answer: 'someone-else' }
  if (open.length > 0 || declined === undefined) return null
  return { referralId: declined.referralId, answer: 'not-now' }
}

const isAsking = ({ status }: MatchingCaseView) => status === 'asking-peer' || status === 'starting'
const isTheirTurn = (each: MatchingCaseView) => each.status === 'choosing' || isAsking(each)

/** The no that the person said last, while nothing else came after it. */
function lastDeclined(referrals: readonly ReferralView[]): ReferralView | undefined {
  const last = referrals.toSorted((a, b) => (b.closedPosition ?? 0) - (a.closedPosition ?? 0))[0]
  return last?.status === 'declined' ? last : undefined
}
