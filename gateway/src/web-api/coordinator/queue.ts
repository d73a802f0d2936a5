import type { ReferralView } from '@careloom/proto/referrals'
import type { RouteResponse } from '@careloom/web-api'
import {
  displayOf,
  maySee,
  organizationsOf,
  peopleById,
  programsById,
  recordOf,
  type Context,
} from '../context.ts'
import { matchingOf, nextOf } from '../next-step.ts'
import { statusOf, urgencyOf } from '../progress.ts'

type Queue = RouteResponse<'getQueue'>

const weekMs = 7 * 86_400_000
const mostEnded = 50

/** Open requests of the reader's programmes, the most overdue first. */
export async function queueOf(context: Context): Promise<Queue> {
  const [referrals, programs] = await Promise.all([
    programmeReferrals(context),
    programsById(context),
  ])
  const [open, ended] = await Promise.all([
    visible(referrals.filter(isWaiting), context),
    visible(lastEnded(referrals, context), context),
  ])
  const [people, matching] = await Promise.all([
    peopleById(
      context,
      [...open, ...ended].map((each) => each.personId),
    ),
    matchingOf(open, context),
  ])
  const row = (referral: ReferralView) => ({
    referralId: referral.referralId,
    personDisplay: displayOf(people.get(referral.personId)),
    from: referral.referrerName ?? 'An organization',
    programName: programs.get(referral.programId)?.name ?? 'Peer support',
    status: statusOf(referral),
    requestedAt: referral.requestedAt,
    dueAt: referral.firstContactDueAt,
    urgency: urgencyOf(referral),
    next: nextOf(referral, matching.get(referral.referralId)),
  })
  return {
    promiseHours: promiseOf(programs, context),
    rows: open.map(row).sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1)),
    closed: ended.map(row),
    answeredThisWeek: referrals.filter(answeredSince(context)).length,
  }
}

const isWaiting = ({ closedAt, status }: ReferralView) =>
  closedAt === undefined && status !== 'in-progress' && status !== 'matched'

/** What ended within a week without anybody working together, the latest first. */
function lastEnded(referrals: readonly ReferralView[], { clock }: Context): ReferralView[] {
  const since = new Date(Date.parse(clock()) - weekMs).toISOString()
  return referrals
    .filter(({ closedAt, startedAt }) => (closedAt ?? '') >= since && startedAt === undefined)
    .sort((a, b) => (b.closedPosition ?? 0) - (a.closedPosition ?? 0))
    .slice(0, mostEnded)
}

/** What may not be seen (somebody was just forgotten) is left out; the rest of the queue stands. */
async function visible(waiting: readonly ReferralView[], context: Context) {
  const seen = await Promise.all(
    waiting.map((referral) =>
      maySee(context, 'referral', recordOf(referral), `Referral/${referral.referralId}`),
    ),
  )
  return waiting.filter((_referral, i) => seen[i])
}

function promiseOf(programs: Awaited<ReturnType<typeof programsById>>, context: Context): number {
  const promises = [...programs.values()]
    .filter(({ organizationId }) => organizationsOf(context).includes(organizationId))
    .map(({ promiseHours }) => promiseHours)
  return promises.length === 0 ? 72 : Math.min(...promises)
}

function answeredSince({ clock }: Context) {
  const since = new Date(Date.parse(clock()) - weekMs).toISOString()
  return ({ acceptedAt, closedAt }: ReferralView) => (acceptedAt ?? closedAt ?? '') >= since
}

async function programmeReferrals(context: Context): Promise<ReferralView[]> {
  const lists = await Promise.all(
    organizationsOf(context).map((organizationId) =>
      context.services.referrals.listReferrals(
        { organizationId, openOnly: false, limit: 500, afterPosition: 0 },
        context.call(),
      ),
    ),
  )
  return lists.flatMap(({ referrals }) => referrals)
}
