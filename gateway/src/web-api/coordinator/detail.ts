import type { LoadView } from '@careloom/proto/assignments'
import type { ReferralView } from '@careloom/proto/referrals'
import type { RouteResponse } from '@careloom/web-api'
import { contactOf } from '../contact.ts'
import {
  displayOf,
  peersById,
  peopleById,
  programsById,
  recordOf,
  see,
  type Context,
} from '../context.ts'
import { matchingOf, nextOf } from '../next-step.ts'
import { statusOf, urgencyOf } from '../progress.ts'
import { modalitiesOf, reasonsOf } from '../reasons.ts'

type Detail = RouteResponse<'getCoordinatorReferral'>
type Peers = Awaited<ReturnType<typeof peersById>>
type Ranking = Awaited<ReturnType<Context['services']['assignments']['getRanking']>>

const canBeMatched = ['requested', 'information-requested', 'accepted', 'waitlisted']
const nobodyRanked: Ranking = { ranked: [], notProposed: [], weightsVersion: '' }

/** One request with ranked peers and their reasons, those not proposed, and everybody's load. */
export async function requestDetail(referral: ReferralView, context: Context): Promise<Detail> {
  const { assignments } = context.services
  const { referralId, organizationId, personId, peerWorkerId } = referral
  const isOpen = canBeMatched.includes(referral.status)
  const matching = (await matchingOf([referral], context)).get(referralId)
  const next = nextOf(referral, matching)
  // While the person chooses, or a peer is being asked, it is not the coordinator's turn.
  const mayOffer = isOpen && next.actor !== 'person' && next.actor !== 'peer'
  const [people, programs, ranking, { loads }] = await Promise.all([
    peopleById(context, [personId]),
    programsById(context),
    isOpen ? assignments.getRanking({ referralId }, context.call()) : nobodyRanked,
    assignments.listLoads({ organizationId }, context.call()),
  ])
  await see(context, 'matching', recordOf(referral), `Ranking of ${referralId}`)
  const named = [...ranking.ranked, ...ranking.notProposed, ...loads].map(
    (each) => each.peerWorkerId,
  )
  const chosenId = peerWorkerId ?? matching?.chosenPeerWorkerId
  const peers = await peersById(context, [...named, ...(chosenId === undefined ? [] : [chosenId])])
  const person = people.get(personId)
  return {
    ...askedOf(referral),
    personDisplay: displayOf(person),
    givenName: person?.details?.givenName ?? 'Somebody',
    programName: programs.get(referral.programId)?.name ?? 'Peer support',
    contact: contactOf(referral.contact ?? person?.details?.contact),
    next,
    urgency: urgencyOf(referral),
    canOffer: mayOffer,
    canReject: referral.status === 'requested' || referral.status === 'information-requested',
    canWaitlist: mayOffer && referral.status !== 'waitlisted',
    canEnd: mayOffer && (referral.status === 'accepted' || referral.status === 'waitlisted'),
    canConfirmCancellation: next.act === 'confirm-cancellation',
    canReopen: referral.status === 'rejected' || referral.status === 'expired',
    cancellationReason: referral.cancellationReason ?? null,
    ...proposalsOf(ranking, peers),
    load: loads.map((load) => ({ ...loadOf(load), name: nameIn(peers, load.peerWorkerId) })),
    chosenPeerName: chosenId === undefined ? null : nameIn(peers, chosenId),
  }
}

/** What was asked, as it stands. */
function askedOf(referral: ReferralView) {
  const { question, questionAskedAt, answer, requestedAt } = referral
  return {
    referralId: referral.referralId,
    status: statusOf(referral),
    referredBy: referral.referrerName ?? null,
    requestedAt,
    dueAt: referral.firstContactDueAt,
    personAgreed: referral.consentId !== undefined,
    reasonInOwnWords: referral.reasonInOwnWords ?? null,
    preferredLanguage: referral.preferredLanguage ?? null,
    informationRequest:
      question === undefined
        ? null
        : { question, askedAt: questionAskedAt ?? requestedAt, answer: answer ?? null },
  }
}

function proposalsOf({ ranked, notProposed }: Ranking, peers: Peers) {
  return {
    candidates: ranked.map(({ peerWorkerId, reasons, offer }) => ({
      peerWorkerId,
      name: nameIn(peers, peerWorkerId),
      title: peers.get(peerWorkerId)?.titleEn ?? 'Peer specialist',
      modalities: modalitiesOf(peers.get(peerWorkerId)?.details?.modalities ?? []),
      reasons: reasonsOf(reasons),
      offer: offerOf(offer),
    })),
    notProposed: notProposed.map(({ peerWorkerId, reasons }) => ({
      name: nameIn(peers, peerWorkerId),
      reasons: reasonsOf(reasons),
    })),
  }
}

function loadOf({ peerWorkerId, taken, limit, canTakeMore, needsLessUntil }: LoadView) {
  return {
    peerWorkerId,
    active: taken,
    limit,
    declared: declaredOf({ taken, limit, canTakeMore, needsLessUntil }),
    canTake: canTakeMore ?? null,
    until: needsLessUntil ?? null,
  }
}

function declaredOf({
  taken,
  limit,
  canTakeMore,
  needsLessUntil,
}: Pick<LoadView, 'taken' | 'limit' | 'canTakeMore' | 'needsLessUntil'>) {
  if (needsLessUntil !== undefined) return 'needs-less' as const
  if (taken >= limit) return 'at-limit' as const
  return canTakeMore === undefined ? ('nothing-new' as const) : ('can-take-more' as const)
}

const nameIn = (peers: Peers, peerWorkerId: string) =>
  peers.get(peerWorkerId)?.details?.displayName ?? 'A peer'

const offers = ['open', 'accepted', 'declined', 'expired'] as const
const offerOf = (offer: string | undefined) => offers.find((each) => each === offer) ?? null
