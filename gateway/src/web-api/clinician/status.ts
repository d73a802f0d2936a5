import type { ReferralView } from '@careloom/proto/referrals'
import { ifFound } from '@careloom/rpc'
import { informationCategories } from '@careloom/terminology'
import type { RouteResponse } from '@careloom/web-api'
import { careTeamOf, seenInChartSince } from './care-team.ts'
import {
  displayOf,
  maySee,
  organizationsOf,
  peersById,
  peopleById,
  programsById,
  recordOf,
  type Context,
} from '../context.ts'
import { outcomeLines } from '../outcomes.ts'
import { referralSafety } from './safety.ts'
import { matchingOf, nextOf } from '../next-step.ts'
import { statusOf, stepsOf } from '../progress.ts'

type Standing = RouteResponse<'getClinicianReferral'>

/** Where a referral stands: who acts next, the team, and what the person shares. */
export async function standingOf(referral: ReferralView, context: Context): Promise<Standing> {
  const { referralId, personId, peerWorkerId } = referral
  const [people, programs, peers, shows, matching] = await Promise.all([
    peopleById(context, [personId]),
    programsById(context),
    peersById(context, peerWorkerId === undefined ? [] : [peerWorkerId]),
    shownOf(referral, context),
    matchingOf([referral], context),
  ])
  const person = people.get(personId)
  const program = programs.get(referral.programId)
  const peer = peerWorkerId === undefined ? undefined : peers.get(peerWorkerId)
  const next = nextOf(referral, matching.get(referralId))
  return {
    referralId,
    status: statusOf(referral),
    person: { display: displayOf(person), givenName: person?.details?.givenName ?? 'Somebody' },
    programName: program?.name ?? 'Peer support',
    organizationName: program?.organizationName ?? '',
    requestedAt: referral.requestedAt,
    steps: stepsOf(referral),
    next: {
      ...next,
      name: next.actor === 'peer' ? (peer?.details?.displayName ?? null) : null,
    },
    peer:
      shows.team && peer?.details !== undefined
        ? { name: peer.details.displayName, title: peer.titleEn }
        : null,
    careTeam: shows.team ? await teamOf(referral, context) : [],
    shared: await sharedOf(referral, shows.plan, context),
    safety: await referralSafety(referral, context),
    outcomes: shows.outcomes ? await outcomeLines(personId, context) : [],
    informationRequest: questionOf(referral, program?.organizationName),
    canCancel: !closing.includes(referral.status),
  }
}

const closing = [
  'rejected',
  'declined',
  'cancelled',
  'completed',
  'ended-unable',
  'expired',
  'cancellation-requested',
]

/** What of it this reader may see. */
async function shownOf(referral: ReferralView, context: Context) {
  const record = recordOf(referral)
  const { referralId, careTeamId } = referral
  const isTogether = careTeamId !== undefined
  return {
    team: isTogether && (await maySee(context, 'care-team', record, `CareTeam/${careTeamId}`)),
    plan: isTogether && (await maySee(context, 'care-plan', record, `CarePlan of ${referralId}`)),
    outcomes: await maySee(context, 'outcome-measures', record, `Outcomes of ${referralId}`),
  }
}

async function teamOf(referral: ReferralView, context: Context) {
  const { deliveries } = await context.services.fhir.listDeliveries(
    { personId: referral.personId, limit: 20 },
    context.call(),
  )
  return careTeamOf(referral, seenInChartSince(deliveries, referral.referralId), context)
}

/** What the person opened to the reader's organizations, and until when. */
async function sharedOf(
  referral: ReferralView,
  showsPlan: boolean,
  context: Context,
): Promise<Standing['shared']> {
  const mine = organizationsOf(context)
  const relationships = await context.access.relationships.get(referral.personId)
  const opened =
    relationships?.consents.filter(({ to }) => to.some((each) => mine.includes(each))) ?? []
  const categories = new Set(opened.flatMap((consent) => consent.categories))
  return {
    categories: informationCategories.filter((category) => categories.has(category)),
    withheld: informationCategories.filter((category) => !categories.has(category)),
    until: opened.map(({ until }) => until).find((until) => until !== undefined) ?? null,
    goals: showsPlan ? await goalsOf(referral, context) : [],
  }
}

function questionOf(
  { question, answer, questionAskedAt, requestedAt }: ReferralView,
  askedBy: string | undefined,
) {
  return question === undefined || answer !== undefined
    ? null
    : { question, askedBy: askedBy ?? 'The programme', askedAt: questionAskedAt ?? requestedAt }
}

async function goalsOf(
  referral: ReferralView,
  context: Context,
): Promise<{ words: string; nextStep: string | null }[]> {
  const plan = await ifFound(
    context.services.carePlans.getCarePlan(
      { referralId: referral.referralId, afterPosition: 0 },
      context.call(),
    ),
  )
  return (plan?.goals ?? [])
    .filter(({ status }) => status === 'agreed')
    .map(({ words }) => ({ words, nextStep: null }))
}
