import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Command, Decider, Decision, Event, Instant } from '@careloom/event-sourcing'
import type { Modality, RefusalOf } from '@careloom/terminology'
import type {
  AssignmentId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
  ReservationId,
} from './ids.ts'

/** What person and peer agree on before they start: when and how to be in touch, and what the relationship is not. */
export type BoundaryAgreement = {
  readonly textVersion: string
  readonly channels: readonly Modality[]
  /** In words: `weekdays 9 to 5`. */
  readonly contactHours: string
  readonly agreedByPerson: boolean
  readonly agreedByPeer: boolean
}

/** What a peer does and does not do in this team. */
export type RoleCharter = { readonly textVersion: string; readonly acknowledgedAt: Instant }

export const endReasons = [
  'goals-reached',
  'person-chose-to-end',
  'person-asked-for-another-peer',
  'peer-cannot-continue',
  'contact-lost',
  'moved-away',
  'programme-ended',
  'referral-cancelled',
  'other',
] as const
/** Why an assignment ended, as a category: no details are asked of anybody. */
export type EndReason = (typeof endReasons)[number]

const inheritable = ['vision', 'goals', 'notes', 'encounters', 'facets'] as const
/** What the person may pass on to the next peer. */
export type Inheritable = (typeof inheritable)[number]

type Start = {
  readonly assignmentId: AssignmentId
  readonly referralId: ReferralId
  readonly personId: PersonId
  readonly peerWorkerId: PeerWorkerId
  readonly programId: ProgramId
  readonly organizationId: OrganizationId
  /** 42 CFR Part 2 applies to the programme. */
  readonly part2: boolean
  readonly reservationId: ReservationId
  readonly boundaryAgreement: BoundaryAgreement
  readonly roleCharter: RoleCharter
  readonly startedAt: Instant
}
type Pause = {
  readonly assignmentId: AssignmentId
  readonly askedBy: 'person' | 'peer' | 'coordinator'
  readonly pausedAt: Instant
}
type Resume = { readonly assignmentId: AssignmentId; readonly resumedAt: Instant }
type End = {
  readonly assignmentId: AssignmentId
  readonly reason: EndReason
  readonly endedAt: Instant
}
type HandOver = {
  readonly assignmentId: AssignmentId
  readonly nextAssignmentId: AssignmentId
  readonly nextPeerWorkerId: PeerWorkerId
  /** Chosen by the person; the next peer sees exactly this. */
  readonly inherits: readonly Inheritable[]
  readonly handedOverAt: Instant
}

/** Who and what an assignment is about; on every event, so that no reader has to look it up. */
type About = Pick<Start, 'referralId' | 'personId' | 'peerWorkerId' | 'reservationId'>

export type AssignmentCommand =
  | Command<'StartAssignment', Start>
  | Command<'PauseAssignment', Pause>
  | Command<'ResumeAssignment', Resume>
  | Command<'EndAssignment', End>
  | Command<'HandOverAssignment', HandOver>

/** Everything but the first command: asked of an assignment that there is. */
export type LaterCommand = Exclude<AssignmentCommand, { type: 'StartAssignment' }>

export type AssignmentEvent =
  /** Person and peer have said yes, and a place is held for them. */
  | Event<'AssignmentStarted', Start>
  | Event<'AssignmentPaused', About & Pause>
  | Event<'AssignmentResumed', About & Resume>
  | Event<'AssignmentEnded', About & End>
  /** Another peer goes on; this assignment is over. */
  | Event<'AssignmentHandedOver', About & HandOver>

export type AssignmentRefusal = RefusalOf<'assignment'>

export type Assignment =
  | { readonly status: 'none' }
  | { readonly status: 'active' | 'paused'; readonly started: Start }
  | { readonly status: 'ended'; readonly started: Start; readonly endedBy: string }

type AssignmentDecision = Decision<AssignmentEvent, AssignmentRefusal>

export const assignmentDecider: Decider<
  Assignment,
  AssignmentCommand,
  AssignmentEvent,
  AssignmentRefusal
> = {
  initialState: { status: 'none' },

  decide(command, state) {
    switch (command.type) {
      case 'StartAssignment':
        return start(command.data, state)
      case 'PauseAssignment':
        return pause(command.data, state)
      case 'ResumeAssignment':
        return resume(command.data, state)
      case 'EndAssignment':
        return end(command.data, state)
      case 'HandOverAssignment':
        return handOver(command.data, state)
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'AssignmentStarted':
        return { status: 'active', started: event.data }
      case 'AssignmentPaused':
        return state.status === 'none' ? state : { status: 'paused', started: state.started }
      case 'AssignmentResumed':
        return state.status === 'none' ? state : { status: 'active', started: state.started }
      case 'AssignmentEnded':
        return over(state, event.data.reason)
      case 'AssignmentHandedOver':
        return over(state, event.data.nextAssignmentId)
      default:
        return unreachable(event)
    }
  },
}

function over(state: Assignment, endedBy: string): Assignment {
  return state.status === 'none' ? state : { status: 'ended', started: state.started, endedBy }
}

function start(data: Start, state: Assignment): AssignmentDecision {
  if (state.status !== 'none')
    return state.started.reservationId === data.reservationId
      ? accept()
      : refuse('conflict', 'assignment-already-started')
  const { agreedByPerson, agreedByPeer } = data.boundaryAgreement
  if (!agreedByPerson || !agreedByPeer) return refuse('conflict', 'boundary-agreement-missing')
  return accept({ type: 'AssignmentStarted', data })
}

function pause(data: Pause, state: Assignment): AssignmentDecision {
  if (state.status === 'paused') return accept()
  if (state.status === 'active')
    return accept({ type: 'AssignmentPaused', data: about(data, state) })
  return notRunning(state)
}

function resume(data: Resume, state: Assignment): AssignmentDecision {
  if (state.status === 'active') return accept()
  if (state.status === 'paused')
    return accept({ type: 'AssignmentResumed', data: about(data, state) })
  return notRunning(state)
}

function end(data: End, state: Assignment): AssignmentDecision {
  if (state.status === 'none') return refuse('not-found', 'assignment-not-started')
  if (state.status === 'ended')
    return state.endedBy === data.reason ? accept() : refuse('conflict', 'assignment-over')
  return accept({ type: 'AssignmentEnded', data: about(data, state) })
}

function handOver(data: HandOver, state: Assignment): AssignmentDecision {
  if (state.status === 'none') return refuse('not-found', 'assignment-not-started')
  if (state.status === 'ended')
    return state.endedBy === data.nextAssignmentId
      ? accept()
      : refuse('conflict', 'assignment-over')
  if (state.started.peerWorkerId === data.nextPeerWorkerId)
    return refuse('incorrect', 'handed-over-to-the-same-peer')
  return accept({ type: 'AssignmentHandedOver', data: about(data, state) })
}

function about<Data>(data: Data, { started }: { readonly started: Start }): About & Data {
  const { referralId, personId, peerWorkerId, reservationId } = started
  return { referralId, personId, peerWorkerId, reservationId, ...data }
}

function notRunning(state: Assignment): AssignmentDecision {
  return state.status === 'none'
    ? refuse('not-found', 'assignment-not-started')
    : refuse('conflict', 'assignment-over')
}
