import {
  onEach,
  projection,
  unchanged,
  type Instant,
  type Timer,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import type { CountedCaseloadEvent } from '../../domain/counted-caseload.ts'
import type { MatchingCaseEvent } from '../../domain/matching-case-events.ts'

export const timerCommands = ['ExpireOffer', 'ExpirePeerOffer', 'ExpireReservations'] as const
export type TimerCommand = (typeof timerCommands)[number]

type TimerEvent = MatchingCaseEvent | CountedCaseloadEvent

/** `about` is the referral or the reservation that the timer belongs to. */
export type AssignmentTimer = Timer & {
  readonly about: string
  readonly person?: string | undefined
}

/**
 * When offers and reservations end by themselves. The key names the instant too: choices that came back have a timer of
 * their own. Whatever moves a case takes away the timer it had.
 */
export const assignmentTimers = projection<TimerEvent, AssignmentTimer>({
  name: 'assignment-timers',
  version: 3,
  key(data, event, lookup) {
    const earlier = lookup('about', aboutOf(data))
    const next = timerFor(event)
    return next === undefined ? earlier : [...new Set([...earlier, next.key])]
  },
  person: ({ person }) => person,
  on: {
    MatchingCaseOpened: unchanged,
    RankingRecorded: unchanged,
    PeerChosen: unchanged,
    MatchingCaseReopened: unchanged,
    CaseWaitlisted: unchanged,
    CaseloadLimitSet: unchanged,
    AvailabilityDeclared: unchanged,
    ...onEach(
      [
        'PeersOfferedToPerson',
        'ChoicesReturnedToPerson',
        'PeerAsked',
        'SomeoneElseAskedFor',
        'PersonOfferExpired',
        'PeerOfferAccepted',
        'PeerOfferDeclined',
        'PeerOfferExpired',
        'PeerOfferWithdrawn',
        'PlaceUnavailable',
        'MatchingCaseClosed',
        'PlaceReserved',
        'PlaceConfirmed',
        'PlaceReleased',
        'ReservationExpired',
      ],
      replaced,
    ),
  },
  indexes: {
    dueAt: (row) => [row.dueAt],
    about: (row) => [row.about],
  },
})

function replaced(
  _row: AssignmentTimer | undefined,
  data: object,
  event: ReceivedEvent<TimerEvent>,
  key: string,
): AssignmentTimer | null {
  const next = timerFor(event)
  if (next?.key !== key) return null
  return { ...next.timer, about: aboutOf(data), person: event.person }
}

/** Whatever has a reservation is about that; the rest is about the referral. */
function aboutOf(data: object): string {
  if ('reservationId' in data) return String(data.reservationId)
  return 'referralId' in data ? String(data.referralId) : ''
}

type Next = { readonly key: string; readonly timer: Timer & { readonly command: TimerCommand } }

const next = (key: string, dueAt: Instant, command: TimerCommand, subject: string): Next => ({
  key,
  timer: { dueAt, command, subject },
})

function timerFor(event: ReceivedEvent<TimerEvent>): Next | undefined {
  switch (event.type) {
    case 'PeersOfferedToPerson':
    case 'ChoicesReturnedToPerson': {
      const { offerId, referralId, expiresAt } = event.data
      const key = `offer:${offerId}:${expiresAt}`
      return next(key, expiresAt, 'ExpireOffer', `${referralId} ${offerId}`)
    }
    case 'PeerAsked': {
      const { peerOfferId, referralId, expiresAt } = event.data
      const key = `peer-offer:${peerOfferId}`
      return next(key, expiresAt, 'ExpirePeerOffer', `${referralId} ${peerOfferId}`)
    }
    case 'PlaceReserved': {
      const { reservationId, peerWorkerId, expiresAt } = event.data
      return next(`reservation:${reservationId}`, expiresAt, 'ExpireReservations', peerWorkerId)
    }
    default:
      return undefined
  }
}
