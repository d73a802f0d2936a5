import { accept, refuse, unreachable, type Decider, type Decision } from '@careloom/event-sourcing'
import type { ReferralStatus } from '@careloom/terminology'
import type { AssignmentId, PeerWorkerId } from './ids.ts'
import type {
  At,
  LaterCommand,
  ReferralCommand,
  ReferralEvent,
  ReferralRefusal,
  Request,
} from './referral-events.ts'
import { evolveReferral, isOver, type Known, type Referral } from './referral-state.ts'

type ReferralDecision = Decision<ReferralEvent, ReferralRefusal>

/** Not yet taken on by the programme. */
const unanswered: ReadonlySet<ReferralStatus> = new Set(['requested', 'information-requested'])
/** Taken on, no peer yet. */
const looking: ReadonlySet<ReferralStatus> = new Set(['accepted', 'waitlisted'])
const together: ReadonlySet<ReferralStatus> = new Set(['matched', 'in-progress'])

export const referralDecider: Decider<Referral, ReferralCommand, ReferralEvent, ReferralRefusal> = {
  initialState: { status: 'none' },

  decide(command, state) {
    if (command.type === 'RequestReferral') return request(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'referral-not-found')
    return decideKnown(command, state)
  },

  evolve: evolveReferral,
}

/** Disclosure to a programme under 42 CFR Part 2 needs the person's written consent (42 CFR 2.31). */
function request(data: Request, state: Referral): ReferralDecision {
  if (state.status !== 'none') return refuse('conflict', 'referral-already-requested')
  if (data.part2 && data.consentId === undefined) return refuse('forbidden', 'consent-missing')
  return accept({ type: 'ReferralRequested', data })
}

type DataOf<Type extends LaterCommand['type']> = Extract<LaterCommand, { type: Type }>['data']

function decideKnown(command: LaterCommand, state: Known): ReferralDecision {
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
    case 'ReopenReferral':
      return reopen(command.data, state)
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

/** The person takes their own no back; the programme what it turned down, or let run out. Nobody the other's. */
const mayReopen: Readonly<Record<'person' | 'programme', ReadonlySet<ReferralStatus>>> = {
  person: new Set(['declined']),
  programme: new Set(['rejected', 'expired']),
}

function reopen(
  { reopenedBy, ...data }: DataOf<'ReopenReferral'>,
  { status }: Known,
): ReferralDecision {
  if (!mayReopen[reopenedBy].has(status)) return refuse('conflict', 'referral-not-to-be-reopened')
  return accept({ type: 'ReferralReopened', data })
}

function overdue(data: At, state: Known): ReferralDecision {
  const late =
    !state.overdue &&
    !state.firstContactMade &&
    !isOver(state.status) &&
    data.at >= state.firstContactDueAt
  return late ? accept({ type: 'FirstContactOverdue', data }) : accept()
}
