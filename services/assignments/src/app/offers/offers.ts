import { refuse, type CallMetadata } from '@careloom/event-sourcing'
import type { BoundaryAgreement } from '../../domain/assignment.ts'
import { parsePeerOfferId, type PeerWorkerId, type ReferralId } from '../../domain/ids.ts'
import type { MatchingCase } from '../../domain/matching-case-state.ts'
import type { CaseOutcome, LaterCaseCommand } from '../commands.ts'
import type { Ranked } from '../rankings.ts'
import type { OffersNeed, Refused } from './need.ts'
import { placeOnWaitlist, rankFor, sendOffers } from './of-coordinator.ts'

/** Offers to the person and to the peer; which of them a command means follows from the case as it stands. */
export type Offers = {
  rank(referralId: ReferralId, metadata: CallMetadata): Promise<Ranked | Refused>
  send(
    referralId: ReferralId,
    peerWorkerIds: readonly PeerWorkerId[],
    metadata: CallMetadata,
  ): Promise<CaseOutcome>
  waitlist(referralId: ReferralId, metadata: CallMetadata): Promise<CaseOutcome>
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
}

export function offers(need: OffersNeed): Offers {
  const { onCase } = need.commands
  const meant = commandsMeant(need)
  return {
    rank: (referralId, metadata) => rankFor(need, referralId, metadata),
    send: (referralId, peers, metadata) => sendOffers(need, referralId, peers, metadata),
    waitlist: (referralId, metadata) => placeOnWaitlist(need, referralId, metadata),
    choose: (id, peer, metadata) => onCase(id, meant.choose(id, peer), metadata),
    askForSomeoneElse: (id, metadata) => onCase(id, meant.askForSomeoneElse(id), metadata),
    takeSomeoneElseBack: (id, metadata) => onCase(id, meant.takeSomeoneElseBack(id), metadata),
    decline: (id, metadata) => onCase(id, meant.decline(id), metadata),
    acceptAsPeer: (id, peer, agreement, metadata) =>
      onCase(id, meant.acceptAsPeer(id, peer, agreement), metadata),
    declineAsPeer: (id, peer, metadata) => onCase(id, meant.declineAsPeer(id, peer), metadata),
  }
}

type Meant = (state: MatchingCase) => LaterCaseCommand | Refused

/** What person and peer mean, by the case as it stands. */
function commandsMeant({ clock, newId, hours }: OffersNeed) {
  return {
    choose:
      (referralId: ReferralId, peerWorkerId: PeerWorkerId): Meant =>
      (state) => {
        const offerId = offerOf(state)
        if (offerId === undefined) return refuse('conflict', 'offer-not-open')
        const peerOfferId = parsePeerOfferId(newId())
        const times = { chosenAt: clock(), validHours: hours.peerOfferHours }
        return {
          type: 'ChoosePeer',
          data: { referralId, offerId, peerWorkerId, peerOfferId, ...times },
        }
      },
    askForSomeoneElse:
      (referralId: ReferralId): Meant =>
      (state) => {
        const offerId = offerOf(state)
        return offerId === undefined
          ? refuse('conflict', 'offer-not-open')
          : { type: 'AskForSomeoneElse', data: { referralId, offerId, askedAt: clock() } }
      },
    takeSomeoneElseBack:
      (referralId: ReferralId): Meant =>
      () => ({
        type: 'TakeSomeoneElseBack',
        data: { referralId, takenBackAt: clock(), validHours: hours.personOfferHours },
      }),
    decline:
      (referralId: ReferralId): Meant =>
      () => ({ type: 'DeclinePeerSupport', data: { referralId, declinedAt: clock() } }),
    acceptAsPeer:
      (referralId: ReferralId, peer: PeerWorkerId, boundaryAgreement: BoundaryAgreement): Meant =>
      (state) => {
        const peerOfferId = peerOfferTo(state, peer)
        if (peerOfferId === undefined) return refuse('conflict', 'peer-offer-not-open')
        const data = { referralId, peerOfferId, boundaryAgreement, acceptedAt: clock() }
        return { type: 'AcceptPeerOffer', data }
      },
    declineAsPeer:
      (referralId: ReferralId, peer: PeerWorkerId): Meant =>
      (state) => {
        const peerOfferId = peerOfferTo(state, peer)
        if (peerOfferId === undefined) return refuse('conflict', 'peer-offer-not-open')
        const data = { referralId, peerOfferId, declinedAt: clock() }
        return { type: 'DeclinePeerOffer', data }
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
