import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type {
  CalendarDay,
  Command,
  Decider,
  Decision,
  Event,
  Instant,
} from '@careloom/event-sourcing'
import type { RefusalOf } from '@careloom/terminology'
import type { PeerWorkerId, PersonId } from './ids.ts'
import { problemWith } from './peer-worker-details.ts'
import type { DetailsProblem, PeerWorkerDetails } from './peer-worker-details.ts'

/** Who may see a facet: matching only, the person who is offered this peer, or the team. */
const facetAudiences = ['matching', 'person', 'team'] as const
export type FacetAudience = (typeof facetAudiences)[number]
/** The peer's own consent, per facet and audience; whole. */
export type OpenedFacets = Readonly<Record<FacetAudience, readonly string[]>>

type OfPeer = { readonly peerWorkerId: PeerWorkerId }
type Details = OfPeer & { readonly details: PeerWorkerDetails }
type Registration = Details & { readonly registeredAt: Instant }
type Change = Details & { readonly changedAt: Instant }
type Opening = OfPeer & { readonly facets: OpenedFacets; readonly openedAt: Instant }
type Availability = {
  /** How many more at most; up to the limit where it is not said. */
  readonly canTakeMore?: number | undefined
  /** No new people before the day after; now is fine where it is not said. */
  readonly needsLessUntil?: CalendarDay | undefined
}
type Declaration = OfPeer & Availability & { readonly declaredAt: Instant }
type Conflict = OfPeer & { readonly personId: PersonId; readonly declaredAt: Instant }
type ConflictEnd = OfPeer & { readonly personId: PersonId; readonly withdrawnAt: Instant }
type Supervision = OfPeer & { readonly heldOn: CalendarDay; readonly nextDueOn: CalendarDay }
type Leaving = OfPeer & { readonly leftAt: Instant }

export type PeerWorkerCommand =
  | Command<'RegisterPeerWorker', Registration>
  | Command<'ChangePeerWorkerDetails', Change>
  | Command<'OpenFacets', Opening>
  | Command<'DeclareAvailability', Declaration>
  | Command<'DeclareConflict', Conflict>
  | Command<'WithdrawConflict', ConflictEnd>
  | Command<'HoldSupervision', Supervision>
  | Command<'LeavePeerWork', Leaving>

export type PeerWorkerEvent =
  | Event<'PeerWorkerRegistered', Registration>
  | Event<'PeerWorkerDetailsChanged', Change>
  /** The peer said which of their experiences may be used, and before whom; whole, and may be nothing. */
  | Event<'FacetsOpened', Opening>
  /** The peer said how much they can take; never derived from how they are. */
  | Event<'AvailabilityDeclared', Declaration>
  /** The peer knows this person, or does not want to work with them; no reason is kept. */
  | Event<'ConflictDeclared', Conflict>
  | Event<'ConflictWithdrawn', ConflictEnd>
  | Event<'SupervisionHeld', Supervision>
  | Event<'PeerWorkerLeft', Leaving>

export type PeerWorkerRefusal = RefusalOf<'peerWorker'> | DetailsProblem

export type PeerWorker =
  | { readonly status: 'none' }
  | {
      readonly status: 'active' | 'left'
      readonly details: PeerWorkerDetails
      readonly facets: OpenedFacets
      readonly conflicts: ReadonlySet<PersonId>
      readonly supervisionHeldOn?: CalendarDay | undefined
      readonly supervisionDueOn?: CalendarDay | undefined
    }

type Known = Exclude<PeerWorker, { status: 'none' }>
type PeerWorkerDecision = Decision<PeerWorkerEvent, PeerWorkerRefusal>

/** Somebody who gives support from lived experience. */
export const peerWorkerDecider: Decider<
  PeerWorker,
  PeerWorkerCommand,
  PeerWorkerEvent,
  PeerWorkerRefusal
> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (command.type === 'RegisterPeerWorker') return register(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'peer-worker-not-registered')
    if (state.status === 'left')
      return command.type === 'LeavePeerWork' ? accept() : refuse('conflict', 'peer-worker-left')
    return whenActive(command, state)
  },
  evolve: evolvePeerWorker,
}

type LaterCommand = Exclude<PeerWorkerCommand, { type: 'RegisterPeerWorker' }>

function whenActive(command: LaterCommand, state: Known): PeerWorkerDecision {
  switch (command.type) {
    case 'ChangePeerWorkerDetails':
      return change(command.data, state)
    case 'OpenFacets':
      return isSame(command.data.facets, state.facets)
        ? accept()
        : accept({ type: 'FacetsOpened', data: command.data })
    case 'DeclareAvailability':
      return declareAvailability(command.data)
    case 'DeclareConflict':
      return state.conflicts.has(command.data.personId)
        ? accept()
        : accept({ type: 'ConflictDeclared', data: command.data })
    case 'WithdrawConflict':
      return state.conflicts.has(command.data.personId)
        ? accept({ type: 'ConflictWithdrawn', data: command.data })
        : accept()
    case 'HoldSupervision':
      return holdSupervision(command.data, state)
    case 'LeavePeerWork':
      return accept({ type: 'PeerWorkerLeft', data: command.data })
    default:
      return unreachable(command)
  }
}

function register(data: Registration, state: PeerWorker): PeerWorkerDecision {
  if (state.status !== 'none')
    return isSame(data.details, state.details)
      ? accept()
      : refuse('conflict', 'peer-worker-already-registered')
  const problem = problemWith(data.details)
  if (problem !== undefined) return refuse('incorrect', problem)
  return accept({ type: 'PeerWorkerRegistered', data })
}

function change(data: Change, state: Known): PeerWorkerDecision {
  const problem = problemWith(data.details)
  if (problem !== undefined) return refuse('incorrect', problem)
  return isSame(data.details, state.details)
    ? accept()
    : accept({ type: 'PeerWorkerDetailsChanged', data })
}

/** The same words again are news: "one more" is one more than the peer has by now. */
function declareAvailability(data: Declaration): PeerWorkerDecision {
  const { canTakeMore } = data
  if (canTakeMore !== undefined && (!Number.isSafeInteger(canTakeMore) || canTakeMore < 0))
    return refuse('incorrect', 'availability-incorrect')
  return accept({ type: 'AvailabilityDeclared', data })
}

function holdSupervision(data: Supervision, state: Known): PeerWorkerDecision {
  if (data.nextDueOn <= data.heldOn) return refuse('incorrect', 'supervision-due-before-held')
  const isOlder = state.supervisionHeldOn !== undefined && data.heldOn <= state.supervisionHeldOn
  return isOlder ? accept() : accept({ type: 'SupervisionHeld', data })
}

function evolvePeerWorker(state: PeerWorker, event: PeerWorkerEvent): PeerWorker {
  if (event.type === 'PeerWorkerRegistered') return registered(event.data)
  if (state.status === 'none') return state
  switch (event.type) {
    case 'PeerWorkerDetailsChanged':
      return { ...state, details: event.data.details }
    case 'FacetsOpened':
      return { ...state, facets: event.data.facets }
    case 'AvailabilityDeclared':
      return state
    case 'ConflictDeclared':
      return { ...state, conflicts: new Set(state.conflicts).add(event.data.personId) }
    case 'ConflictWithdrawn':
      return { ...state, conflicts: without(event.data.personId, state.conflicts) }
    case 'SupervisionHeld':
      return {
        ...state,
        supervisionHeldOn: event.data.heldOn,
        supervisionDueOn: event.data.nextDueOn,
      }
    case 'PeerWorkerLeft':
      return { ...state, status: 'left' }
    default:
      return unreachable(event)
  }
}

/** Nothing is open, and nothing declared, until the peer says so. */
function registered({ details }: Registration): Known {
  return {
    status: 'active',
    details,
    facets: { matching: [], person: [], team: [] },
    conflicts: new Set(),
  }
}

function without(personId: PersonId, conflicts: ReadonlySet<PersonId>): ReadonlySet<PersonId> {
  return new Set([...conflicts].filter((id) => id !== personId))
}

/** Plain values with their keys in the same order, as our own events have them. */
function isSame<T>(a: T, b: T): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
