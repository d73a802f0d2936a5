import type { Reason as RpcReason } from '@careloom/proto/assignments'
import type { ReferralView } from '@careloom/proto/referrals'
import type { RouteResponse, WebApiHandlers } from '@careloom/web-api'
import { HttpProblem } from '../http/problem.ts'
import { statusOf } from './clinician.ts'
import {
  displayOf,
  maySee,
  organizationsOf,
  peersById,
  peopleById,
  programsById,
  recordOf,
  see,
  type Context,
} from './context.ts'
import { nextOf } from './progress.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  | 'getQueue'
  | 'getCoordinatorReferral'
  | 'sendOffers'
  | 'rejectReferral'
  | 'waitlistReferral'
  | 'requestInformation'
>
type Detail = RouteResponse<'getCoordinatorReferral'>

const weekMs = 7 * 86_400_000

export const coordinatorHandlers: Handlers = {
  async getQueue(_request, context) {
    const [referrals, programs] = await Promise.all([
      programmeReferrals(context),
      programsById(context),
    ])
    const waiting = referrals.filter(
      ({ closedAt, status }) =>
        closedAt === undefined && status !== 'in-progress' && status !== 'matched',
    )
    const seen = await Promise.all(
      waiting.map((referral) =>
        maySee(context, 'referral', recordOf(referral), `Referral/${referral.referralId}`),
      ),
    )
    // What may not be seen (somebody was just forgotten) is left out; the rest of the queue stands.
    const open = waiting.filter((_referral, i) => seen[i])
    const people = await peopleById(
      context,
      open.map((each) => each.personId),
    )
    const since = new Date(Date.parse(context.clock()) - weekMs).toISOString()
    const rows = open.map((referral) => ({
      referralId: referral.referralId,
      personDisplay: displayOf(people.get(referral.personId)),
      from: referral.referrerName ?? 'An organization',
      programName: programs.get(referral.programId)?.name ?? 'Peer support',
      status: statusOf(referral),
      requestedAt: referral.requestedAt,
      dueAt: referral.firstContactDueAt,
      nextActor: nextOf(referral).actor,
    }))
    const promises = [...programs.values()]
      .filter(({ organizationId }) => organizationsOf(context).includes(organizationId))
      .map(({ promiseHours }) => promiseHours)
    return {
      promiseHours: promises.length === 0 ? 72 : Math.min(...promises),
      rows: rows.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1)),
      answeredThisWeek: referrals.filter(
        ({ acceptedAt, closedAt }) => (acceptedAt ?? closedAt ?? '') >= since,
      ).length,
    }
  },

  async getCoordinatorReferral({ params }, context) {
    const referral = await oneReferral(context, params.referralId)
    return detail(referral, context)
  },

  async sendOffers({ params, body }, context) {
    const referral = await oneReferral(context, params.referralId)
    await see(context, 'matching', recordOf(referral), `Referral/${referral.referralId}`, 'update')
    await context.services.assignments.sendOffers(
      { referralId: referral.referralId, peerWorkerIds: body.peerWorkerIds },
      context.call(),
    )
    return { status: 'accepted' }
  },

  async rejectReferral({ params, body }, context) {
    const { referralId } = await oneReferral(context, params.referralId)
    return after(
      referralId,
      await context.services.referrals.rejectReferral(
        { referralId, reasonCode: body.reason },
        context.call(),
      ),
      context,
    )
  },

  async waitlistReferral({ params }, context) {
    const { referralId } = await oneReferral(context, params.referralId)
    await context.services.referrals.acceptReferral({ referralId }, context.call('accept'))
    await context.services.assignments.placeOnWaitlist({ referralId }, context.call('waitlist'))
    return { status: 'waitlisted' }
  },

  async requestInformation({ params, body }, context) {
    const { referralId } = await oneReferral(context, params.referralId)
    return after(
      referralId,
      await context.services.referrals.askForInformation(
        { referralId, question: body.question },
        context.call(),
      ),
      context,
    )
  },
}

async function after(referralId: string, { position }: { position: number }, context: Context) {
  return {
    status: statusOf(
      await context.services.referrals.getReferral(
        { referralId, afterPosition: position },
        context.call(),
      ),
    ),
  }
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

async function oneReferral(context: Context, referralId: string): Promise<ReferralView> {
  const referral = await context.services.referrals.getReferral(
    { referralId, afterPosition: 0 },
    context.call(),
  )
  if (!organizationsOf(context).includes(referral.organizationId))
    throw new HttpProblem(404, 'not-found')
  await see(context, 'referral', recordOf(referral), `Referral/${referralId}`)
  return referral
}

const canBeMatched = ['requested', 'information-requested', 'accepted', 'waitlisted']

async function detail(referral: ReferralView, context: Context): Promise<Detail> {
  const { assignments } = context.services
  const mayMatch = canBeMatched.includes(referral.status)
  const [people, programs, ranking, { loads }] = await Promise.all([
    peopleById(context, [referral.personId]),
    programsById(context),
    mayMatch
      ? assignments.getRanking({ referralId: referral.referralId }, context.call())
      : { ranked: [], notProposed: [], weightsVersion: '' },
    assignments.listLoads({ organizationId: referral.organizationId }, context.call()),
  ])
  await see(context, 'matching', recordOf(referral), `Ranking of ${referral.referralId}`)
  const ids = [...ranking.ranked, ...ranking.notProposed, ...loads].map(
    ({ peerWorkerId }) => peerWorkerId,
  )
  const peers = await peersById(context, [
    ...ids,
    ...(referral.peerWorkerId === undefined ? [] : [referral.peerWorkerId]),
  ])
  const nameOf = (peerWorkerId: string) => peers.get(peerWorkerId)?.details?.displayName ?? 'A peer'
  const person = people.get(referral.personId)
  const unanswered = referral.status === 'requested' || referral.status === 'information-requested'
  return {
    referralId: referral.referralId,
    status: statusOf(referral),
    personDisplay: displayOf(person),
    givenName: person?.details?.givenName ?? 'Somebody',
    programName: programs.get(referral.programId)?.name ?? 'Peer support',
    referredBy: referral.referrerName ?? null,
    requestedAt: referral.requestedAt,
    dueAt: referral.firstContactDueAt,
    personAgreed: referral.consentId !== undefined,
    reasonInOwnWords: referral.reasonInOwnWords ?? null,
    preferredLanguage: referral.preferredLanguage ?? null,
    contact: contactOf(referral.contact ?? person?.details?.contact),
    canOffer: mayMatch,
    canReject: unanswered,
    canWaitlist: mayMatch && referral.status !== 'waitlisted',
    candidates: ranking.ranked.map(({ peerWorkerId, reasons, offer }) => ({
      peerWorkerId,
      name: nameOf(peerWorkerId),
      title: peers.get(peerWorkerId)?.titleEn ?? 'Peer specialist',
      modalities: modalitiesOf(peers.get(peerWorkerId)?.details?.modalities ?? []),
      reasons: reasons.map(toReason(context)),
      offer: offerOf(offer),
    })),
    notProposed: ranking.notProposed.map(({ peerWorkerId, reasons }) => ({
      name: nameOf(peerWorkerId),
      reasons: reasons.map(toReason(context)),
    })),
    load: loads.map(({ peerWorkerId, taken, limit, canTakeMore, needsLessUntil }) => ({
      peerWorkerId,
      name: nameOf(peerWorkerId),
      active: taken,
      limit,
      declared:
        needsLessUntil !== undefined
          ? 'needs-less'
          : taken >= limit
            ? 'at-limit'
            : canTakeMore !== undefined
              ? 'can-take-more'
              : 'nothing-new',
      canTake: canTakeMore ?? null,
      until: needsLessUntil ?? null,
    })),
    chosenPeerName: referral.peerWorkerId === undefined ? null : nameOf(referral.peerWorkerId),
    informationRequest:
      referral.question === undefined
        ? null
        : {
            question: referral.question,
            askedAt: referral.questionAskedAt ?? referral.requestedAt,
            answer: referral.answer ?? null,
          },
  }
}

/** A reason in the reader's language. */
export const toReason =
  ({ language }: Context) =>
  ({ code, values: { facetEs, ...values }, text, textEs }: RpcReason) => {
    if (language === 'en') return { code, values, text }
    return {
      code,
      values: facetEs === undefined ? values : { ...values, facet: facetEs },
      text: textEs,
    }
  }

const offers = ['open', 'accepted', 'declined', 'expired'] as const
const offerOf = (offer: string | undefined) => offers.find((each) => each === offer) ?? null

const modalities = ['in-person', 'video', 'phone', 'text'] as const
export const modalitiesOf = (values: readonly string[]) =>
  modalities.filter((each) => values.includes(each))

type RpcContact = {
  phone?: string | undefined
  bestTimes?: string | undefined
  voicemailOk: boolean
}
/** Contact as screens take it: absent parts are left out. */
export function contactOf(contact: RpcContact | undefined): {
  phone?: string
  bestTimes?: string
  voicemailOk: boolean
} {
  return {
    ...(contact?.phone === undefined ? {} : { phone: contact.phone }),
    ...(contact?.bestTimes === undefined ? {} : { bestTimes: contact.bestTimes }),
    voicemailOk: contact?.voicemailOk ?? false,
  }
}
