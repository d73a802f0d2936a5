import type { Instant, Projection, Told } from '@careloom/event-sourcing'
import type { MatchingCaseEvent } from '../../domain/matching-case-events.ts'
import { evolveMatchingCase, type MatchingCase } from '../../domain/matching-case-state.ts'
import type { PersonErased } from './people.ts'

export type OfferStanding = 'open' | 'accepted' | 'declined' | 'expired'

/** One matching case as it stands: for the person's choices, the peer's offers and the coordinator's ranking. */
export type CaseRow = {
  readonly state: Exclude<MatchingCase, { status: 'none' }>
  /** Where the last offer to each peer worker stands. */
  readonly offers: Readonly<Record<string, OfferStanding>>
  readonly closedAt: Instant | null
}

export const caseList: Projection<MatchingCaseEvent | PersonErased, CaseRow> = {
  name: 'case-list',
  version: 2,
  handles: [
    'MatchingCaseOpened',
    'RankingRecorded',
    'PeersOfferedToPerson',
    'SomeoneElseAskedFor',
    'PersonOfferExpired',
    'PeerAsked',
    'PeerOfferAccepted',
    'PeerOfferDeclined',
    'PeerOfferExpired',
    'PeerOfferWithdrawn',
    'PlaceUnavailable',
    'ChoicesReturnedToPerson',
    'CaseWaitlisted',
    'MatchingCaseClosed',
    'MatchingCaseReopened',
    'PersonErased',
  ],
  keysOf: (event, lookup) =>
    event.type === 'PersonErased' ? lookup('person', event.data.personId) : [event.data.referralId],
  project(row, event) {
    if (event.type === 'PersonErased') return null
    const state = evolveMatchingCase(row?.state ?? { status: 'none' }, event)
    if (state.status === 'none') return undefined
    const closedAt = event.type === 'MatchingCaseClosed' ? event.data.closedAt : null
    return { state, offers: { ...row?.offers, ...offersAfter(row, event) }, closedAt }
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
}

function offersAfter(
  row: CaseRow | undefined,
  event: Told<MatchingCaseEvent>,
): Record<string, OfferStanding> {
  switch (event.type) {
    case 'PeersOfferedToPerson':
    case 'ChoicesReturnedToPerson':
      return all(event.data.peerWorkerIds, 'open')
    case 'SomeoneElseAskedFor':
      return all(event.data.peerWorkerIds, 'declined')
    case 'PersonOfferExpired':
      return all(openIn(row), 'expired')
    case 'PeerOfferAccepted':
      return { [event.data.peerWorkerId]: 'accepted' }
    case 'PeerOfferDeclined':
      return { [event.data.peerWorkerId]: 'declined' }
    case 'PeerOfferExpired':
    case 'PeerOfferWithdrawn':
    case 'PlaceUnavailable':
      return { [event.data.peerWorkerId]: 'expired' }
    case 'MatchingCaseClosed':
      return all(openIn(row), 'expired')
    default:
      return {}
  }
}

const all = (ids: readonly string[], standing: OfferStanding) =>
  Object.fromEntries(ids.map((id) => [id, standing]))

function openIn(row: CaseRow | undefined): readonly string[] {
  return Object.entries(row?.offers ?? {}).flatMap(([id, standing]) =>
    standing === 'open' ? [id] : [],
  )
}
