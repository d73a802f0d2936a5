import { accept, refuse } from '@careloom/event-sourcing'
import type { Instant } from '@careloom/event-sourcing'
import type { MatchingCaseEvent } from './matching-case-events.ts'
import { hoursAfter, personOfferHours } from './matching-case-state.ts'
import type { ActiveCase, CaseDecision, DataOf } from './matching-case-state.ts'

type PeerOfferData =
  DataOf<'DeclinePeerOffer'> | DataOf<'ExpirePeerOffer'> | DataOf<'AcceptPeerOffer'>

/** The case while exactly this peer is being asked. */
function asking({ peerOfferId }: Pick<PeerOfferData, 'peerOfferId'>, state: ActiveCase) {
  return state.status === 'asking-peer' && state.peerOffer.peerOfferId === peerOfferId
    ? state
    : undefined
}

export function acceptAsPeer(data: DataOf<'AcceptPeerOffer'>, state: ActiveCase): CaseDecision {
  const asked = asking(data, state)
  if (asked === undefined) {
    const isAgain =
      state.status === 'peer-accepted' && state.peerOffer.peerOfferId === data.peerOfferId
    return isAgain ? accept() : refuse('conflict', 'peer-offer-not-open')
  }
  if (data.acceptedAt >= asked.peerOffer.expiresAt) return refuse('conflict', 'offer-expired')
  if (!data.boundaryAgreement.agreedByPeer) return refuse('conflict', 'boundary-agreement-missing')
  const { peerWorkerId } = asked.peerOffer
  return accept({ type: 'PeerOfferAccepted', data: { ...data, peerWorkerId } })
}

export function declineAsPeer(data: DataOf<'DeclinePeerOffer'>, state: ActiveCase): CaseDecision {
  const asked = asking(data, state)
  if (asked === undefined)
    return state.status !== 'peer-accepted' && state.answered.includes(data.peerOfferId)
      ? accept()
      : refuse('conflict', 'peer-offer-not-open')
  const { peerWorkerId } = asked.peerOffer
  return accept<MatchingCaseEvent>(
    { type: 'PeerOfferDeclined', data: { ...data, peerWorkerId } },
    ...returnedChoices(asked, data.declinedAt),
  )
}

export function expirePeerOffer(data: DataOf<'ExpirePeerOffer'>, state: ActiveCase): CaseDecision {
  const asked = asking(data, state)
  if (asked === undefined || data.expiredAt < asked.peerOffer.expiresAt) return accept()
  const { peerWorkerId } = asked.peerOffer
  return accept<MatchingCaseEvent>(
    { type: 'PeerOfferExpired', data: { ...data, peerWorkerId } },
    ...returnedChoices(asked, data.expiredAt),
  )
}

export function placeUnavailable(
  data: DataOf<'RecordPlaceUnavailable'>,
  state: ActiveCase,
): CaseDecision {
  if (state.status !== 'peer-accepted' || state.peerOffer.peerOfferId !== data.peerOfferId)
    return state.answered.includes(data.peerOfferId)
      ? accept()
      : refuse('conflict', 'peer-has-not-accepted')
  const { peerWorkerId } = state.peerOffer
  return accept<MatchingCaseEvent>(
    { type: 'PlaceUnavailable', data: { ...data, peerWorkerId } },
    ...returnedChoices(state, data.foundAt),
  )
}

export function recordMatch(data: DataOf<'RecordMatch'>, state: ActiveCase): CaseDecision {
  if (state.status !== 'peer-accepted' || state.peerOffer.peerOfferId !== data.peerOfferId)
    return refuse('conflict', 'peer-has-not-accepted')
  const { referralId, assignmentId, matchedAt } = data
  const { peerWorkerId } = state.peerOffer
  return accept({
    type: 'MatchingCaseClosed',
    data: { referralId, outcome: 'matched', assignmentId, peerWorkerId, closedAt: matchedAt },
  })
}

/** A peer who is being asked, or has said yes, learns that the question is gone. */
export function withdrawal(state: ActiveCase, withdrawnAt: Instant): readonly MatchingCaseEvent[] {
  if (!('peerOffer' in state)) return []
  const { referralId } = state.opening
  const { peerOfferId, peerWorkerId } = state.peerOffer
  return [
    {
      type: 'PeerOfferWithdrawn',
      data: { referralId, peerOfferId, peerWorkerId, withdrawnAt },
    },
  ]
}

type AskingCase = Extract<ActiveCase, { peerOffer: unknown }>

/** The remaining choices with the whole time again; none when nobody remains. */
function returnedChoices(state: AskingCase, returnedAt: Instant): readonly MatchingCaseEvent[] {
  const { referralId } = state.opening
  const { offerId, validHours } = state.offer
  const hours = validHours === undefined ? {} : { validHours }
  const peerWorkerIds = state.offer.peerWorkerIds.filter(
    (id) => id !== state.peerOffer.peerWorkerId,
  )
  if (peerWorkerIds.length === 0) return []
  const expiresAt = hoursAfter(returnedAt, validHours ?? personOfferHours)
  return [
    {
      type: 'ChoicesReturnedToPerson',
      data: { referralId, offerId, peerWorkerIds, returnedAt, expiresAt, ...hours },
    },
  ]
}
