import {
  accept,
  later,
  refuse,
  unreachable,
  type Command,
  type Decider,
  type Decision,
  type Event,
  type Instant,
} from '@careloom/event-sourcing'
import type { MeetingTimes } from '@careloom/terminology'
import type { EndReason, RejectionReason, Source, Urgency } from './codes.ts'
import type {
  AssignmentId,
  CareTeamId,
  ConsentId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
} from './ids.ts'

export type Contact = {
  readonly phone?: string | undefined
  readonly bestTimes?: string | undefined
  readonly voicemailOk: boolean
  /** When the person can meet, as they told the referrer. */
  readonly meetingTimes?: MeetingTimes | undefined
}
export type Identifier = { readonly system: string; readonly value: string }

/** What is asked, by whom, for whom. A diagnosis is never required. */
export type Request = {
  readonly referralId: ReferralId
  readonly personId: PersonId
  readonly programId: ProgramId
  readonly organizationId: OrganizationId
  readonly referrerOrganizationId: OrganizationId
  readonly referrerId: string
  readonly referrerName?: string | undefined
  readonly source: Source
  readonly urgency: Urgency
  readonly reasonInOwnWords?: string | undefined
  readonly contact?: Contact | undefined
  readonly preferredLanguage?: string | undefined
  readonly identifiers: readonly Identifier[]
  readonly part2: boolean
  readonly consentId?: ConsentId | undefined
  readonly requestedAt: Instant
  /** The programme's promise of a first contact. */
  readonly firstContactDueAt: Instant
}

type At = { readonly referralId: ReferralId; readonly at: Instant }

export type ReferralCommand =
  | Command<'RequestReferral', Request>
  | Command<'AskForInformation', At & { question: string; askedBy: string }>
  | Command<'ProvideInformation', At & { answer: string }>
  | Command<'AcceptReferral', At & { acceptedBy: string }>
  | Command<'RejectReferral', At & { reasonCode: RejectionReason }>
  | Command<'WaitlistReferral', At>
  | Command<'MatchReferral', At & { peerWorkerId: PeerWorkerId; assignmentId: AssignmentId }>
  | Command<'StartReferral', At & { careTeamId: CareTeamId }>
  | Command<'RecordFirstContact', At>
  | Command<'DeclineReferral', At>
  | Command<'RequestCancellation', At & { reason?: string | undefined }>
  | Command<'ConfirmCancellation', At>
  | Command<'CompleteReferral', At>
  | Command<'EndReferral', At & { reasonCode: EndReason }>
  | Command<'MarkOverdue', At>
  | Command<'EscalateReferral', At>
  | Command<'ExpireReferral', At>

export type ReferralEvent =
  /** A referral was sent to a programme. */
  | Event<'ReferralRequested', Request>
  /** The programme asked the referrer something. */
  | Event<'InformationRequested', At & { question: string; askedBy: string }>
  /** The referrer answered. */
  | Event<'InformationProvided', At & { answer: string }>
  /** The programme takes it on. */
  | Event<'ReferralAccepted', At & { acceptedBy: string }>
  /** The programme turned it down. */
  | Event<'ReferralRejected', At & { reasonCode: RejectionReason }>
  /** Taken on, but nobody is free yet. */
  | Event<'ReferralWaitlisted', At>
  /** Person and peer said yes to each other. */
  | Event<'ReferralMatched', At & { peerWorkerId: PeerWorkerId; assignmentId: AssignmentId }>
  /** The shared plan is open: they work together. */
  | Event<'ReferralStarted', At & { careTeamId: CareTeamId }>
  /** Person and peer met or spoke for the first time. */
  | Event<'FirstContactMade', At>
  /** The promise ran out without a first contact. */
  | Event<'FirstContactOverdue', At>
  /** Overdue for a day: the supervisor is told. */
  | Event<'ReferralEscalated', At>
  /** The person said no. */
  | Event<'ReferralDeclined', At>
  /** The referrer takes the request back. */
  | Event<'CancellationRequested', At & { reason?: string | undefined }>
  /** The programme confirmed that nothing more will happen. */
  | Event<'ReferralCancelled', At>
  /** The loop is closed with an outcome. */
  | Event<'ReferralCompleted', At>
  /** Accepted, but it could not be carried out. */
  | Event<'ReferralEndedUnable', At & { reasonCode: EndReason }>
  /** Nobody answered in time. */
  | Event<'ReferralExpired', At>

const statuses = [
  'requested',
  'information-requested',
  'accepted',
  'rejected',
  'waitlisted',
  'matched',
  'in-progress',
  'completed',
  'ended-unable',
  'declined',
  'cancellation-requested',
  'cancelled',
  'expired',
] as const
export type Status = (typeof statuses)[number]

export type ReferralRefusal =
  | 'referral-not-found'
  | 'referral-already-requested'
  | 'consent-missing'
  | 'referral-is-over'
  | 'referral-not-open-for-answer'
  | 'referral-not-accepted'
  | 'referral-matched-already'
  | 'referral-not-matched'
  | 'information-not-requested'
  | 'cancellation-not-requested'

/** `none` means that the stream is empty. `before` is where a refused cancellation would lead back to. */
export type Referral =
  | { readonly status: 'none' }
  | {
      readonly status: Status
      readonly firstContactDueAt: Instant
      readonly firstContactMade: boolean
      readonly overdue: boolean
      readonly escalated: boolean
    }

type Known = Exclude<Referral, { status: 'none' }>
type ReferralDecision = Decision<ReferralEvent, ReferralRefusal>

/** Nothing follows these but a mistake's correction. */
const over: ReadonlySet<Status> = new Set([
  'rejected',
  'completed',
  'ended-unable',
  'declined',
  'cancelled',
  'expired',
])
export const isOver = (status: Status): boolean => over.has(status)

/** Not yet taken on by the programme. */
const unanswered: ReadonlySet<Status> = new Set(['requested', 'information-requested'])
/** Taken on, no peer yet. */
const looking: ReadonlySet<Status> = new Set(['accepted', 'waitlisted'])
const together: ReadonlySet<Status> = new Set(['matched', 'in-progress'])

export const referralDecider: Decider<Referral, ReferralCommand, ReferralEvent, ReferralRefusal> = {
  initialState: { status: 'none' },

  decide(command, state) {
    if (command.type === 'RequestReferral') return request(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'referral-not-found')
    return decideKnown(command, state)
  },

  evolve(state, event) {
    if (event.type === 'ReferralRequested')
      return {
        status: 'requested',
        firstContactDueAt: event.data.firstContactDueAt,
        firstContactMade: false,
        overdue: false,
        escalated: false,
      }
    return state.status === 'none' ? state : evolveKnown(state, event)
  },
}

/** Disclosure to a programme under 42 CFR Part 2 needs the person's written consent (42 CFR 2.31). */
function request(data: Request, state: Referral): ReferralDecision {
  if (state.status !== 'none') return refuse('conflict', 'referral-already-requested')
  if (data.part2 && data.consentId === undefined) return refuse('forbidden', 'consent-missing')
  return accept({ type: 'ReferralRequested', data })
}

type Later = Exclude<ReferralCommand, { type: 'RequestReferral' }>

function decideKnown(command: Later, state: Known): ReferralDecision {
  const { status } = state
  switch (command.type) {
    case 'AskForInformation':
      return when(unanswered.has(status), 'referral-not-open-for-answer', state, {
        type: 'InformationRequested',
        data: command.data,
      })
    case 'ProvideInformation':
      return when(status === 'information-requested', 'information-not-requested', state, {
        type: 'InformationProvided',
        data: command.data,
      })
    case 'AcceptReferral':
      if (looking.has(status)) return accept()
      return when(unanswered.has(status), 'referral-not-open-for-answer', state, {
        type: 'ReferralAccepted',
        data: command.data,
      })
    case 'RejectReferral':
      return when(unanswered.has(status), 'referral-not-open-for-answer', state, {
        type: 'ReferralRejected',
        data: command.data,
      })
    case 'WaitlistReferral':
      return waitlist(command.data, state)
    case 'MatchReferral':
      return match(command.data, state)
    case 'StartReferral':
      if (status === 'in-progress') return accept()
      return when(status === 'matched', 'referral-not-matched', state, {
        type: 'ReferralStarted',
        data: command.data,
      })
    case 'RecordFirstContact':
      if (state.firstContactMade || isOver(status)) return accept()
      return accept({ type: 'FirstContactMade', data: command.data })
    case 'DeclineReferral':
      return when(!isOver(status), 'referral-is-over', state, {
        type: 'ReferralDeclined',
        data: command.data,
      })
    case 'RequestCancellation':
      return askCancellation(command.data, state)
    case 'ConfirmCancellation':
      return when(status === 'cancellation-requested', 'cancellation-not-requested', state, {
        type: 'ReferralCancelled',
        data: command.data,
      })
    case 'CompleteReferral':
      return when(together.has(status), 'referral-not-matched', state, {
        type: 'ReferralCompleted',
        data: command.data,
      })
    case 'EndReferral':
      return when(looking.has(status) || together.has(status), 'referral-not-accepted', state, {
        type: 'ReferralEndedUnable',
        data: command.data,
      })
    case 'MarkOverdue':
      return overdue(command.data, state)
    case 'EscalateReferral':
      return state.overdue && !state.escalated && !state.firstContactMade && !isOver(status)
        ? accept({ type: 'ReferralEscalated', data: command.data })
        : accept()
    case 'ExpireReferral':
      return unanswered.has(status)
        ? accept({ type: 'ReferralExpired', data: command.data })
        : accept()
    default:
      return unreachable(command)
  }
}

function when(
  allowed: boolean,
  reason: ReferralRefusal,
  state: Known,
  event: ReferralEvent,
): ReferralDecision {
  if (allowed) return accept(event)
  return refuse('conflict', isOver(state.status) ? 'referral-is-over' : reason)
}

function waitlist(data: At, state: Known): ReferralDecision {
  if (state.status === 'waitlisted') return accept()
  if (state.status === 'accepted') return accept({ type: 'ReferralWaitlisted', data })
  return when(false, 'referral-not-accepted', state, { type: 'ReferralWaitlisted', data })
}

function match(
  data: At & { peerWorkerId: PeerWorkerId; assignmentId: AssignmentId },
  state: Known,
): ReferralDecision {
  if (together.has(state.status)) return refuse('conflict', 'referral-matched-already')
  return when(looking.has(state.status), 'referral-not-accepted', state, {
    type: 'ReferralMatched',
    data,
  })
}

/**
 * BSeR knows no cancellation without the recipient's confirmation (transitions 04 to 06 and 23); before anybody has
 * taken the referral on there is nothing to confirm.
 */
function askCancellation(
  data: At & { reason?: string | undefined },
  state: Known,
): ReferralDecision {
  if (state.status === 'cancellation-requested') return accept()
  if (isOver(state.status)) return refuse('conflict', 'referral-is-over')
  const asked = { type: 'CancellationRequested', data } as const
  if (!unanswered.has(state.status)) return accept(asked)
  return accept<ReferralEvent>(asked, {
    type: 'ReferralCancelled',
    data: { referralId: data.referralId, at: data.at },
  })
}

function overdue(data: At, state: Known): ReferralDecision {
  const late =
    !state.overdue &&
    !state.firstContactMade &&
    !isOver(state.status) &&
    data.at >= state.firstContactDueAt
  return late ? accept({ type: 'FirstContactOverdue', data }) : accept()
}

function evolveKnown(
  state: Known,
  event: Exclude<ReferralEvent, { type: 'ReferralRequested' }>,
): Known {
  switch (event.type) {
    case 'FirstContactMade':
      return { ...state, firstContactMade: true }
    case 'FirstContactOverdue':
      return { ...state, overdue: true }
    case 'ReferralEscalated':
      return { ...state, escalated: true }
    default:
      return { ...state, status: statusAfter[event.type] }
  }
}

type Moving = Exclude<
  ReferralEvent['type'],
  'FirstContactMade' | 'FirstContactOverdue' | 'ReferralEscalated'
>

/** Where each event leads; also what read models show. */
export const statusAfter: Readonly<Record<Moving, Status>> = {
  ReferralRequested: 'requested',
  InformationRequested: 'information-requested',
  InformationProvided: 'requested',
  ReferralAccepted: 'accepted',
  ReferralRejected: 'rejected',
  ReferralWaitlisted: 'waitlisted',
  ReferralMatched: 'matched',
  ReferralStarted: 'in-progress',
  ReferralDeclined: 'declined',
  CancellationRequested: 'cancellation-requested',
  ReferralCancelled: 'cancelled',
  ReferralCompleted: 'completed',
  ReferralEndedUnable: 'ended-unable',
  ReferralExpired: 'expired',
}

/** A day after the promise ran out the supervisor is told; a month unanswered and it expires. */
export const escalatesAfterMs = 24 * 3_600_000
const expiresAfterMs = 30 * 24 * 3_600_000
export const expiresAt = (requestedAt: Instant): Instant => later(requestedAt, expiresAfterMs)
