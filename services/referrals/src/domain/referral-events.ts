import type { Command, Event, Instant } from '@careloom/event-sourcing'
import type {
  EndReason,
  MeetingTimes,
  RefusalOf,
  RejectionReason,
  ReferralSource,
  RequestPriority,
} from '@careloom/terminology'
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
  readonly source: ReferralSource
  readonly urgency: RequestPriority
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

export type At = { readonly referralId: ReferralId; readonly at: Instant }
type Reopening = At & { readonly personId: PersonId; readonly firstContactDueAt: Instant }

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
  | Command<'ReopenReferral', Reopening & { reopenedBy: 'person' | 'programme' }>

/** Everything but the first command: asked of a referral that there is. */
export type LaterCommand = Exclude<ReferralCommand, { type: 'RequestReferral' }>

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
  /** Whoever ended it took that back: it is asked anew, with the whole promise. */
  | Event<'ReferralReopened', Reopening>

export type ReferralRefusal = RefusalOf<'referral'>
