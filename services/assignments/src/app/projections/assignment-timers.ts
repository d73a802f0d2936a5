import type { Projection, Timer, Told } from '@careloom/event-sourcing'
import type { CountedCaseloadEvent } from '../../domain/counted-caseload.ts'
import type { MatchingCaseEvent } from '../../domain/matching-case-events.ts'
import type { PersonErased } from './people.ts'

export const timerCommands = ['ExpireOffer', 'ExpirePeerOffer', 'ExpireReservations'] as const
export type TimerCommand = (typeof timerCommands)[number]

type TimerEvent = MatchingCaseEvent | CountedCaseloadEvent | PersonErased

/** `about` is the referral or the reservation that the timer belongs to; `person` goes with their erasure. */
export type AssignmentTimer = Timer & { readonly about: string; readonly person: string | null }

/**
 * When offers and reservations end by themselves. The key names the instant too: choices that came back have a timer of
 * their own. Whatever moves a case takes away the timer it had.
 */
export const assignmentTimers: Projection<TimerEvent, AssignmentTimer> = {
  name: 'assignment-timers',
  version: 1,
  handles: [
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
    'PersonErased',
  ],
  keysOf(event, lookup) {
    if (event.type === 'PersonErased') return lookup('person', event.data.personId)
    const next = timerFor(event)
    const earlier = lookup('about', aboutOf(event.data))
    return next === undefined ? earlier : [...new Set([...earlier, next.key])]
  },
  project(_row, event, key) {
    if (event.type === 'PersonErased') return null
    const next = timerFor(event)
    if (next?.key !== key) return null
    return { ...next.timer, about: aboutOf(event.data), person: event.person ?? null }
  },
  indexes: {
    dueAt: (row) => [row.dueAt],
    about: (row) => [row.about],
    person: (row) => (row.person === null ? [] : [row.person]),
  },
}

/** Whatever has a reservation is about that; the rest is about the referral. */
function aboutOf(data: object): string {
  if ('reservationId' in data) return String(data.reservationId)
  return 'referralId' in data ? String(data.referralId) : ''
}

type Next = { readonly key: string; readonly timer: Timer & { readonly command: TimerCommand } }

function timerFor(event: Told<TimerEvent>): Next | undefined {
  switch (event.type) {
    case 'PeersOfferedToPerson':
    case 'ChoicesReturnedToPerson': {
      const { offerId, referralId, expiresAt } = event.data
      return {
        key: `offer:${offerId}:${expiresAt}`,
        timer: { dueAt: expiresAt, command: 'ExpireOffer', subject: `${referralId} ${offerId}` },
      }
    }
    case 'PeerAsked': {
      const { peerOfferId, referralId, expiresAt } = event.data
      return {
        key: `peer-offer:${peerOfferId}`,
        timer: {
          dueAt: expiresAt,
          command: 'ExpirePeerOffer',
          subject: `${referralId} ${peerOfferId}`,
        },
      }
    }
    case 'PlaceReserved': {
      const { reservationId, peerWorkerId, expiresAt } = event.data
      return {
        key: `reservation:${reservationId}`,
        timer: { dueAt: expiresAt, command: 'ExpireReservations', subject: peerWorkerId },
      }
    }
    default:
      return undefined
  }
}
