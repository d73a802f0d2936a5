import { later, unreachable } from '@careloom/event-sourcing'
import type { Decision, Instant } from '@careloom/event-sourcing'
import type { AssignmentId, OfferId, PeerOfferId, PeerWorkerId } from './ids.ts'
import type {
  CaseOpening,
  CaseOutcome,
  MatchingCaseCommand,
  MatchingCaseEvent,
  MatchingCaseRefusal,
} from './matching-case-events.ts'

/** How long a person has to choose, and a peer to answer, unless the command says otherwise. */
export const personOfferHours = 72
export const peerOfferHours = 48

export function hoursAfter(at: Instant, hours: number): Instant {
  return later(at, hours * 3_600_000)
}

/** What the person may choose from. */
export type PersonOffer = {
  readonly validHours?: number
  readonly offerId: OfferId
  readonly peerWorkerIds: readonly PeerWorkerId[]
  readonly expiresAt: Instant
}

export type PeerOffer = {
  readonly peerOfferId: PeerOfferId
  readonly peerWorkerId: PeerWorkerId
  readonly expiresAt: Instant
}

type Opened = {
  readonly opening: CaseOpening
  /** Peers who declined, or whom the person passed over: not offered again for this referral. */
  readonly setAside: readonly PeerWorkerId[]
  /** Every offer ever made here, so that a command that comes again changes nothing. */
  readonly offerIds: readonly OfferId[]
  /** Whom the person passed over last, until somebody else is offered: theirs to take back. */
  readonly passedOver?: Pick<PersonOffer, 'offerId' | 'peerWorkerIds'> | undefined
  readonly answered: readonly PeerOfferId[]
  readonly lastRankedAt?: Instant | undefined
}

/** `searching`: the coordinator's turn; `choosing`: the person's; `asking-peer`: the peer's; `peer-accepted`: a place is being held. */
export type MatchingCase =
  | { readonly status: 'none' }
  | (Opened & { readonly status: 'searching' | 'waitlisted' })
  | (Opened & { readonly status: 'choosing'; readonly offer: PersonOffer })
  | (Opened & {
      readonly status: 'asking-peer' | 'peer-accepted'
      readonly offer: PersonOffer
      readonly peerOffer: PeerOffer
    })
  | (Opened & {
      readonly status: 'closed'
      readonly outcome: CaseOutcome
      readonly assignmentId?: AssignmentId | undefined
    })

type OpenedCase = Exclude<MatchingCase, { status: 'none' }>
export type ActiveCase = Exclude<OpenedCase, { status: 'closed' }>
export type CaseDecision = Decision<MatchingCaseEvent, MatchingCaseRefusal>
export type DataOf<Type extends MatchingCaseCommand['type']> = Extract<
  MatchingCaseCommand,
  { type: Type }
>['data']

export function evolveMatchingCase(state: MatchingCase, event: MatchingCaseEvent): MatchingCase {
  if (event.type === 'MatchingCaseOpened')
    return {
      status: 'searching',
      opening: event.data,
      setAside: [],
      offerIds: [],
      answered: [],
    }
  return state.status === 'none' ? state : evolveOpened(state, event)
}

type LaterEvent = Exclude<MatchingCaseEvent, { type: 'MatchingCaseOpened' }>

function evolveOpened(state: OpenedCase, event: LaterEvent): MatchingCase {
  switch (event.type) {
    case 'RankingRecorded':
      return { ...state, lastRankedAt: event.data.rankedAt }
    case 'PeerChosen':
      return state
    case 'PeersOfferedToPerson':
      return { ...withOffer(state, event.data), status: 'choosing', offer: event.data }
    case 'SomeoneElseAskedFor':
      return {
        ...searching(state, event.data.peerWorkerIds),
        passedOver: event.data,
      }
    case 'PersonOfferExpired':
      return searching(state, [])
    case 'PeerAsked':
      return 'offer' in state ? { ...state, status: 'asking-peer', peerOffer: event.data } : state
    case 'PeerOfferAccepted':
      return 'peerOffer' in state
        ? { ...answeredBy(state, event.data.peerOfferId), status: 'peer-accepted' }
        : state
    case 'PeerOfferDeclined':
    case 'PeerOfferExpired':
      return searching(answeredBy(state, event.data.peerOfferId), [event.data.peerWorkerId])
    case 'PeerOfferWithdrawn':
    case 'PlaceUnavailable':
      return searching(answeredBy(state, event.data.peerOfferId), [])
    case 'ChoicesReturnedToPerson':
      return { ...withoutSetAside(state, event.data), status: 'choosing', offer: event.data }
    case 'MatchingCaseReopened':
      return { ...opened(state), status: 'searching' }
    case 'CaseWaitlisted':
      return { ...opened(state), passedOver: state.passedOver, status: 'waitlisted' }
    case 'MatchingCaseClosed':
      return {
        ...opened(state),
        status: 'closed',
        outcome: event.data.outcome,
        assignmentId: event.data.assignmentId,
      }
    default:
      return unreachable(event)
  }
}

function opened({ opening, setAside, offerIds, answered, lastRankedAt }: OpenedCase): Opened {
  return { opening, setAside, offerIds, answered, lastRankedAt }
}

function withOffer(state: OpenedCase, { offerId }: PersonOffer): Opened {
  return { ...opened(state), offerIds: [...state.offerIds, offerId] }
}

/** Who came back to the person may be chosen again. */
function withoutSetAside(state: OpenedCase, { peerWorkerIds }: PersonOffer): Opened {
  const { setAside, ...rest } = opened(state)
  return { ...rest, setAside: setAside.filter((id) => !peerWorkerIds.includes(id)) }
}

function answeredBy<Case extends OpenedCase>(state: Case, peerOfferId: PeerOfferId): Case {
  return { ...state, answered: [...state.answered, peerOfferId] }
}

function searching(
  state: OpenedCase,
  setAside: readonly PeerWorkerId[],
): Opened & { readonly status: 'searching' } {
  return {
    ...opened(state),
    status: 'searching',
    setAside: [...new Set([...state.setAside, ...setAside])],
  }
}
