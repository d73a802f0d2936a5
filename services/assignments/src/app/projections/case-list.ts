import { projection, unchanged, type Instant, type ReceivedEvent } from '@careloom/event-sourcing'
import type { MatchingCaseEvent } from '../../domain/matching-case-events.ts'
import { evolveMatchingCase, type MatchingCase } from '../../domain/matching-case-state.ts'

export type OfferStanding = 'open' | 'accepted' | 'declined' | 'expired'

/** One matching case as it stands: for the person's choices, the peer's offers and the coordinator's ranking. */
export type CaseRow = {
  readonly state: Exclude<MatchingCase, { status: 'none' }>
  /** Where the last offer to each peer worker stands. */
  readonly offers: Readonly<Record<string, OfferStanding>>
  readonly closedAt?: Instant
}

const offered = after((_row, { peerWorkerIds }: ToSome) => all(peerWorkerIds, 'open'))
const toOne = (standing: OfferStanding) =>
  after((_row, { peerWorkerId }: ToOne) => all([peerWorkerId], standing))
const ended = toOne('expired')
const moved = after(() => ({}))

export const caseList = projection<MatchingCaseEvent, CaseRow>({
  name: 'case-list',
  version: 5,
  key: ({ referralId }) => referralId,
  person: ({ state }) => state.opening.personId,
  on: {
    MatchingCaseOpened: moved,
    RankingRecorded: moved,
    PeersOfferedToPerson: offered,
    ChoicesReturnedToPerson: offered,
    SomeoneElseAskedFor: after((_row, { peerWorkerIds }: ToSome) => all(peerWorkerIds, 'declined')),
    PersonOfferExpired: after((row) => all(openIn(row), 'expired')),
    PeerChosen: unchanged,
    PeerAsked: moved,
    PeerOfferAccepted: toOne('accepted'),
    PeerOfferDeclined: toOne('declined'),
    PeerOfferExpired: ended,
    PeerOfferWithdrawn: ended,
    PlaceUnavailable: ended,
    CaseWaitlisted: moved,
    MatchingCaseReopened: moved,
    MatchingCaseClosed(row, data, event) {
      const closed = after((before) => all(openIn(before), 'expired'))(row, data, event)
      return closed && { ...closed, closedAt: data.closedAt }
    },
  },
  indexes: {
    person: ({ state }) => [state.opening.personId],
    asked: ({ state }) => (state.status === 'asking-peer' ? [state.peerOffer.peerWorkerId] : []),
    waiting: ({ state }) =>
      state.status === 'searching' || state.status === 'waitlisted'
        ? [state.opening.programId]
        : [],
    waitlisted: ({ state }) =>
      state.status === 'waitlisted'
        ? [`${state.opening.organizationId} ${state.opening.openedAt}`]
        : [],
    matched: ({ state, closedAt }) =>
      state.status === 'closed' && state.outcome === 'matched'
        ? [`${state.opening.programId} ${closedAt ?? ''}`]
        : [],
  },
})

type ToSome = { readonly peerWorkerIds: readonly string[] }
type ToOne = { readonly peerWorkerId: string }
type Offers = CaseRow['offers']

/** The case moved on, with what became of offers by it. */
function after<Data>(change: (row: CaseRow | undefined, data: Data) => Offers) {
  return (
    row: CaseRow | undefined,
    data: Data,
    event: ReceivedEvent<MatchingCaseEvent>,
  ): CaseRow | undefined => {
    const state = evolveMatchingCase(row?.state ?? { status: 'none' }, event)
    if (state.status === 'none') return undefined
    return {
      state,
      offers: { ...row?.offers, ...change(row, data) },
    }
  }
}

function all(ids: readonly string[], standing: OfferStanding): Offers {
  return Object.fromEntries(ids.map((id) => [id, standing]))
}

function openIn(row: CaseRow | undefined): readonly string[] {
  return Object.entries(row?.offers ?? {}).flatMap(([id, standing]) =>
    standing === 'open' ? [id] : [],
  )
}
