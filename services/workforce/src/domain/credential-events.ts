import type { CalendarDay, Command, Event } from '@careloom/event-sourcing'
import type { CompetencyCode, RefusalOf } from '@careloom/terminology'
import type { HoursEntryId, PeerWorkerId } from './ids.ts'

export const kindsOfHours = [
  'coursework',
  'supervised',
  'volunteer',
  'continuing-education',
  'law-and-ethics',
] as const
export type KindOfHours = (typeof kindsOfHours)[number]

export const trainingModules = [
  'listening',
  'crisis',
  'boundaries',
  'ethics',
  'communication',
  'mental-health-and-recovery',
] as const
export type TrainingModule = (typeof trainingModules)[number]

type OfPeer = { readonly peerWorkerId: PeerWorkerId }
export type HoursEntry = {
  readonly entryId: HoursEntryId
  readonly kind: KindOfHours
  readonly hours: number
  readonly competency?: CompetencyCode | undefined
  readonly workedOn: CalendarDay
  /** Whoever signed for supervised hours; nobody has to for others. */
  readonly signedOffBy?: string | undefined
}
export type Hours = OfPeer & HoursEntry
type Module = OfPeer & { readonly module: TrainingModule; readonly completedOn: CalendarDay }
type Exam = OfPeer & { readonly jurisdiction: string; readonly passedOn: CalendarDay }
/** That lived experience was authenticated, and how; never what it is. */
type Attestation = OfPeer & { readonly attestedBy: string; readonly attestedOn: CalendarDay }
type Acknowledgement = OfPeer & {
  readonly codeVersion: string
  readonly acknowledgedOn: CalendarDay
}
export type OfCredential = OfPeer & { readonly jurisdiction: string }
export type Issue = OfCredential & {
  readonly certificateNumber?: string | undefined
  /** Certified through a process defined by a government authority: only then NUCC 175T00000X applies. */
  readonly isGovernmentCertified: boolean
  readonly issuedOn: CalendarDay
  /** The last day on which it is good. */
  readonly goodUntil: CalendarDay
}
export type Renewal = OfCredential & {
  readonly renewedOn: CalendarDay
  readonly goodUntil: CalendarDay
}
export type Lapse = OfCredential & { readonly lapsedOn: CalendarDay }
export type Suspension = OfCredential & { readonly suspendedOn: CalendarDay }
export type Reinstatement = OfCredential & { readonly reinstatedOn: CalendarDay }

export type CredentialCommand =
  | Command<'RecordHours', Hours>
  | Command<'CompleteModule', Module>
  | Command<'RecordExam', Exam>
  | Command<'AttestLivedExperience', Attestation>
  | Command<'AcknowledgeCodeOfEthics', Acknowledgement>
  | Command<'IssueCredential', Issue>
  | Command<'RenewCredential', Renewal>
  | Command<'LapseCredential', Lapse>
  | Command<'SuspendCredential', Suspension>
  | Command<'ReinstateCredential', Reinstatement>

export type CredentialEvent =
  | Event<'HoursRecorded', Hours>
  | Event<'ModuleCompleted', Module>
  | Event<'ExamPassed', Exam>
  | Event<'LivedExperienceAttested', Attestation>
  | Event<'CodeOfEthicsAcknowledged', Acknowledgement>
  /** A jurisdiction certified the peer; we record it, we do not grant it. */
  | Event<'CredentialIssued', Issue>
  | Event<'CredentialRenewed', Renewal>
  /** The last good day has passed: billing and new assignments stop, no relationship does. */
  | Event<'CredentialLapsed', Lapse>
  | Event<'CredentialSuspended', Suspension>
  | Event<'CredentialReinstated', Reinstatement>

export type CredentialRefusal = RefusalOf<'credential'>
