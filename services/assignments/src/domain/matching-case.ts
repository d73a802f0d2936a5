import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Decider, Instant } from '@careloom/event-sourcing'
import type {
  CaseOutcome,
  MatchingCaseCommand,
  MatchingCaseEvent,
  MatchingCaseRefusal,
} from './matching-case-events.ts'
import {
  acceptAsPeer,
  declineAsPeer,
  expirePeerOffer,
  placeUnavailable,
  recordMatch,
  withdrawal,
} from './matching-case-peer.ts'
import {
  evolveMatchingCase,
  hoursAfter,
  peerOfferHours,
  personOfferHours,
} from './matching-case-state.ts'
import type { ActiveCase, CaseDecision, DataOf, MatchingCase } from './matching-case-state.ts'
import { weightsOf } from './matching/weights.ts'

/** One stream per referral: from its request to a person and a peer who said yes to each other, or to its end. */
export const matchingCaseDecider: Decider<
  MatchingCase,
  MatchingCaseCommand,
  MatchingCaseEvent,
  MatchingCaseRefusal
> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (command.type === 'OpenMatchingCase') return open(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'case-not-open')
    return state.status === 'closed' ? whenClosed(command, state) : whenOpen(command, state)
  },
  evolve: evolveMatchingCase,
}

type LaterCommand = Exclude<MatchingCaseCommand, { type: 'OpenMatchingCase' }>
type ClosedCase = Extract<MatchingCase, { status: 'closed' }>

function whenOpen(command: LaterCommand, state: ActiveCase): CaseDecision {
  switch (command.type) {
    case 'RecordRanking':
      return recordRanking(command.data, state)
    case 'OfferPeers':
      return offerPeers(command.data, state)
    case 'ChoosePeer':
      return choosePeer(command.data, state)
    case 'AskForSomeoneElse':
      return askForSomeoneElse(command.data, state)
    case 'TakeSomeoneElseBack':
      return takeSomeoneElseBack(command.data, state)
    case 'ReopenCase':
      return accept()
    case 'DeclinePeerSupport':
      return close(state, 'person-declined', command.data.declinedAt)
    case 'ExpireOffer':
      return expireOffer(command.data, state)
    case 'AcceptPeerOffer':
      return acceptAsPeer(command.data, state)
    case 'DeclinePeerOffer':
      return declineAsPeer(command.data, state)
    case 'ExpirePeerOffer':
      return expirePeerOffer(command.data, state)
    case 'RecordPlaceUnavailable':
      return placeUnavailable(command.data, state)
    case 'RecordMatch':
      return recordMatch(command.data, state)
    case 'WaitlistCase':
      return waitlist(command.data, state)
    case 'CloseCase':
      return close(state, 'referral-closed', command.data.closedAt)
    default:
      return unreachable(command)
  }
}

/** What comes late or again to a closed case changes nothing where it would end the same way. */
function whenClosed(command: LaterCommand, state: ClosedCase): CaseDecision {
  switch (command.type) {
    case 'ExpireOffer':
    case 'ExpirePeerOffer':
    case 'CloseCase':
      return accept()
    case 'DeclinePeerSupport':
      return state.outcome === 'person-declined' ? accept() : refuse('conflict', 'case-closed')
    case 'ReopenCase':
      return reopen(command.data, state)
    case 'RecordMatch':
      return state.assignmentId === command.data.assignmentId
        ? accept()
        : refuse('conflict', 'case-closed')
    default:
      return refuse('conflict', 'case-closed')
  }
}

function open(data: DataOf<'OpenMatchingCase'>, state: MatchingCase): CaseDecision {
  if (state.status === 'none') return accept({ type: 'MatchingCaseOpened', data })
  return state.opening.personId === data.personId
    ? accept()
    : refuse('conflict', 'case-already-open')
}

/** Only weights that are still shipped: otherwise the ranking could not be recomputed. */
function recordRanking(data: DataOf<'RecordRanking'>, state: ActiveCase): CaseDecision {
  if (state.lastRankedAt === data.rankedAt) return accept()
  if (weightsOf(data.weightsVersion) === undefined)
    return refuse('incorrect', 'weights-version-unknown')
  return accept({ type: 'RankingRecorded', data })
}

function offerPeers(data: DataOf<'OfferPeers'>, state: ActiveCase): CaseDecision {
  const { referralId, offerId, peerWorkerIds, offeredAt } = data
  if (state.offerIds.includes(offerId)) return accept()
  if (peerWorkerIds.length < 1 || peerWorkerIds.length > 3)
    return refuse('incorrect', 'one-to-three-peers')
  if (new Set(peerWorkerIds).size < peerWorkerIds.length)
    return refuse('incorrect', 'peers-not-distinct')
  if ('offer' in state) return refuse('conflict', 'offer-still-open')
  const passedOver = peerWorkerIds.find((id) => state.setAside.includes(id))
  if (passedOver !== undefined)
    return refuse('conflict', 'peer-set-aside', { peerWorkerId: passedOver })
  const forbidden = peerWorkerIds.find((id) => data.forbidden.includes(id))
  if (forbidden !== undefined)
    return refuse('conflict', 'peer-may-not-be-proposed', { peerWorkerId: forbidden })
  const hours = data.validHours === undefined ? {} : { validHours: data.validHours }
  const expiresAt = hoursAfter(offeredAt, data.validHours ?? personOfferHours)
  return accept({
    type: 'PeersOfferedToPerson',
    data: { referralId, offerId, peerWorkerIds, offeredAt, expiresAt, ...hours },
  })
}

/** The person chooses, and the peer is asked in the same breath. */
function choosePeer(data: DataOf<'ChoosePeer'>, state: ActiveCase): CaseDecision {
  const { referralId, offerId, peerWorkerId, peerOfferId, chosenAt } = data
  if (wasAsked(state, peerOfferId)) return accept()
  if (state.status !== 'choosing' || state.offer.offerId !== offerId)
    return refuse('conflict', 'offer-not-open')
  if (chosenAt >= state.offer.expiresAt) return refuse('conflict', 'offer-expired')
  if (!state.offer.peerWorkerIds.includes(peerWorkerId))
    return refuse('incorrect', 'peer-not-among-the-choices')
  const expiresAt = hoursAfter(chosenAt, data.validHours ?? peerOfferHours)
  return accept<MatchingCaseEvent>(
    { type: 'PeerChosen', data: { referralId, offerId, peerWorkerId, chosenAt } },
    {
      type: 'PeerAsked',
      data: { referralId, peerOfferId, peerWorkerId, offeredAt: chosenAt, expiresAt },
    },
  )
}

function wasAsked(state: ActiveCase, peerOfferId: DataOf<'ChoosePeer'>['peerOfferId']): boolean {
  return (
    state.answered.includes(peerOfferId) ||
    ('peerOffer' in state && state.peerOffer.peerOfferId === peerOfferId)
  )
}

/** May be asked while choosing and while the peer has not answered; nobody asks why. */
function askForSomeoneElse(data: DataOf<'AskForSomeoneElse'>, state: ActiveCase): CaseDecision {
  if (!('offer' in state) || state.offer.offerId !== data.offerId)
    return state.offerIds.includes(data.offerId) ? accept() : refuse('conflict', 'offer-not-open')
  if (state.status === 'peer-accepted') return refuse('conflict', 'offer-not-open')
  const { referralId, offerId, askedAt } = data
  const { peerWorkerIds } = state.offer
  return accept<MatchingCaseEvent>(...withdrawal(state, askedAt), {
    type: 'SomeoneElseAskedFor',
    data: { referralId, offerId, peerWorkerIds, askedAt },
  })
}

/** The same people with the whole time to choose, while nobody else was put before the person. */
function takeSomeoneElseBack(
  { referralId, takenBackAt, validHours }: DataOf<'TakeSomeoneElseBack'>,
  state: ActiveCase,
): CaseDecision {
  const { passedOver } = state
  if (passedOver === undefined) return refuse('conflict', 'nothing-to-take-back')
  const { offerId, peerWorkerIds } = passedOver
  return accept({
    type: 'ChoicesReturnedToPerson',
    data: {
      referralId,
      offerId,
      peerWorkerIds,
      returnedAt: takenBackAt,
      expiresAt: hoursAfter(takenBackAt, validHours ?? personOfferHours),
      ...(validHours === undefined ? {} : { validHours }),
    },
  })
}

/** Only a case that ended without a match: two who found each other are not looked for again. */
function reopen(data: DataOf<'ReopenCase'>, state: ClosedCase): CaseDecision {
  if (state.outcome === 'matched') return refuse('conflict', 'case-closed')
  return accept({ type: 'MatchingCaseReopened', data })
}

/** A timer: an offer that was answered, or given more time, is left alone. */
function expireOffer(data: DataOf<'ExpireOffer'>, state: ActiveCase): CaseDecision {
  if (state.status !== 'choosing' || state.offer.offerId !== data.offerId) return accept()
  if (data.expiredAt < state.offer.expiresAt) return accept()
  return accept({ type: 'PersonOfferExpired', data })
}

function waitlist(data: DataOf<'WaitlistCase'>, state: ActiveCase): CaseDecision {
  if (state.status === 'waitlisted') return accept()
  if (state.status !== 'searching') return refuse('conflict', 'offer-still-open')
  return accept({ type: 'CaseWaitlisted', data })
}

function close(state: ActiveCase, outcome: CaseOutcome, closedAt: Instant): CaseDecision {
  const { referralId } = state.opening
  return accept<MatchingCaseEvent>(...withdrawal(state, closedAt), {
    type: 'MatchingCaseClosed',
    data: { referralId, outcome, closedAt },
  })
}
