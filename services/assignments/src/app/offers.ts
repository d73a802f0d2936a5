import {
  refuse,
  fold,
  type Clock,
  type NewId,
  type Refusal,
  type CallMetadata,
} from '@careloom/event-sourcing'
import type { BoundaryAgreement } from '../domain/assignment.ts'
import {
  parseOfferId,
  parsePeerOfferId,
  type PeerWorkerId,
  type ReferralId,
} from '../domain/ids.ts'
import type { MatchingCase } from '../domain/matching-case-state.ts'
import { matchingCaseDecider } from '../domain/matching-case.ts'
import type { AssignmentsCommands, CaseOutcome } from './commands.ts'
import type { Referrals } from './ports.ts'
import { openingOf, setAsideIn, type Ranked, type Rankings } from './rankings.ts'

export type Hours = { readonly personOfferHours: number; readonly peerOfferHours: number }
type Refused = { readonly ok: false; readonly refusal: Refusal }

/** Offers to the person and to the peer; which of them a command means follows from the case as it stands. */
export type Offers = {
  /** The state of a case, opened first if the referral has none yet; refused when the referral is unknown or over. */
  caseFor(referralId: ReferralId, metadata: CallMetadata): Promise<MatchingCase | Refused>
  rank(referralId: ReferralId, metadata: CallMetadata): Promise<Ranked | Refused>
  send(
    referralId: ReferralId,
    peerWorkerIds: readonly PeerWorkerId[],
    metadata: CallMetadata,
  ): Promise<CaseOutcome>
  choose(
    referralId: ReferralId,
    peerWorkerId: PeerWorkerId,
    metadata: CallMetadata,
  ): Promise<CaseOutcome>
  askForSomeoneElse(referralId: ReferralId, metadata: CallMetadata): Promise<CaseOutcome>
  takeSomeoneElseBack(referralId: ReferralId, metadata: CallMetadata): Promise<CaseOutcome>
  decline(referralId: ReferralId, metadata: CallMetadata): Promise<CaseOutcome>
  acceptAsPeer(
    referralId: ReferralId,
    peerWorkerId: PeerWorkerId,
    boundaryAgreement: BoundaryAgreement,
    metadata: CallMetadata,
  ): Promise<CaseOutcome>
  declineAsPeer(
    referralId: ReferralId,
    peerWorkerId: PeerWorkerId,
    metadata: CallMetadata,
  ): Promise<CaseOutcome>
  waitlist(referralId: ReferralId, metadata: CallMetadata): Promise<CaseOutcome>
}

export type OffersNeed = {
  readonly commands: AssignmentsCommands
  readonly rankings: Rankings
  readonly referrals: Referrals
  readonly clock: Clock
  readonly newId: NewId
  readonly hours: Hours
}

export function offers({ commands, rankings, referrals, clock, newId, hours }: OffersNeed): Offers {
  async function caseFor(
    referralId: ReferralId,
    metadata: CallMetadata,
  ): Promise<MatchingCase | Refused> {
    const known = fold(matchingCaseDecider, await commands.caseHistory(referralId))
    if (known.status !== 'none') return known
    const referral = await referrals.find(referralId, metadata)
    if (referral === undefined) return refuse('not-found', 'referral-not-found')
    if (referral.isOver) return refuse('conflict', 'referral-is-over')
    const opened = await commands.openCase(openingOf(referral), {
      ...metadata,
      causationId: `${metadata.causationId}:open`,
    })
    return opened.ok ? fold(matchingCaseDecider, await commands.caseHistory(referralId)) : opened
  }

  async function rank(referralId: ReferralId, metadata: CallMetadata): Promise<Ranked | Refused> {
    const state = await caseFor(referralId, metadata)
    if ('ok' in state) return state
    return state.status === 'none'
      ? refuse('not-found', 'case-not-open')
      : rankings.rankFor(state.opening, setAsideIn(state))
  }

  return {
    caseFor,
    rank,
    async send(referralId, peerWorkerIds, metadata) {
      const ranked = await rank(referralId, metadata)
      if ('ok' in ranked) return ranked
      const recording = {
        type: 'RecordRanking' as const,
        data: rankings.recordOf(referralId, ranked),
      }
      const recorded = await commands.onCase(referralId, () => recording, {
        ...metadata,
        causationId: `${metadata.causationId}:ranking`,
      })
      if (!recorded.ok) return recorded
      const allowed = new Set(ranked.ranking.ranked.map(({ peerWorkerId }) => peerWorkerId))
      const forbidden = peerWorkerIds.filter((id) => !allowed.has(id))
      const data = {
        referralId,
        offerId: parseOfferId(newId()),
        peerWorkerIds,
        forbidden,
        offeredAt: clock(),
        validHours: hours.personOfferHours,
      }
      return commands.onCase(referralId, () => ({ type: 'OfferPeers', data }), metadata)
    },
    choose: (referralId, peerWorkerId, metadata) =>
      commands.onCase(
        referralId,
        (state) => {
          const offerId = offerOf(state)
          if (offerId === undefined) return refuse('conflict', 'offer-not-open')
          const data = {
            referralId,
            offerId,
            peerWorkerId,
            peerOfferId: parsePeerOfferId(newId()),
            chosenAt: clock(),
            validHours: hours.peerOfferHours,
          }
          return { type: 'ChoosePeer', data }
        },
        metadata,
      ),
    askForSomeoneElse: (referralId, metadata) =>
      commands.onCase(
        referralId,
        (state) => {
          const offerId = offerOf(state)
          return offerId === undefined
            ? refuse('conflict', 'offer-not-open')
            : { type: 'AskForSomeoneElse', data: { referralId, offerId, askedAt: clock() } }
        },
        metadata,
      ),
    takeSomeoneElseBack: (referralId, metadata) =>
      commands.onCase(
        referralId,
        () => ({
          type: 'TakeSomeoneElseBack',
          data: { referralId, takenBackAt: clock(), validHours: hours.personOfferHours },
        }),
        metadata,
      ),
    decline: (referralId, metadata) =>
      commands.onCase(
        referralId,
        () => ({ type: 'DeclinePeerSupport', data: { referralId, declinedAt: clock() } }),
        metadata,
      ),
    acceptAsPeer: (referralId, peerWorkerId, boundaryAgreement, metadata) =>
      commands.onCase(
        referralId,
        (state) => {
          const peerOfferId = peerOfferTo(state, peerWorkerId)
          if (peerOfferId === undefined) return refuse('conflict', 'peer-offer-not-open')
          return {
            type: 'AcceptPeerOffer',
            data: { referralId, peerOfferId, boundaryAgreement, acceptedAt: clock() },
          }
        },
        metadata,
      ),
    declineAsPeer: (referralId, peerWorkerId, metadata) =>
      commands.onCase(
        referralId,
        (state) => {
          const peerOfferId = peerOfferTo(state, peerWorkerId)
          if (peerOfferId === undefined) return refuse('conflict', 'peer-offer-not-open')
          return {
            type: 'DeclinePeerOffer',
            data: { referralId, peerOfferId, declinedAt: clock() },
          }
        },
        metadata,
      ),
    async waitlist(referralId, metadata) {
      const state = await caseFor(referralId, metadata)
      if ('ok' in state) return state
      return commands.onCase(
        referralId,
        () => ({ type: 'WaitlistCase', data: { referralId, waitlistedAt: clock() } }),
        metadata,
      )
    },
  }
}

/** The open offer, or the last one, so that an answer that comes late is told so. */
function offerOf(state: MatchingCase) {
  if (state.status === 'none') return undefined
  return 'offer' in state ? state.offer.offerId : state.offerIds.at(-1)
}

function peerOfferTo(state: MatchingCase, peerWorkerId: PeerWorkerId) {
  return 'peerOffer' in state && state.peerOffer.peerWorkerId === peerWorkerId
    ? state.peerOffer.peerOfferId
    : undefined
}
