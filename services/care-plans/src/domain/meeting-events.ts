import type { Command, Event, Instant } from '@careloom/event-sourcing'
import type { Modality, RefusalOf } from '@careloom/terminology'
import type {
  AssignmentId,
  CarePlanId,
  EncounterId,
  MeetingId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
} from './ids.ts'

/** Whoever arranges a meeting is one of the two who meet. */
export const arrangers = ['person', 'peer'] as const
export type Arranger = (typeof arrangers)[number]

type OfMeeting = { readonly meetingId: MeetingId }

/** Who meets, and which rules apply; on every event, so that no reader has to look it up. */
export type AboutMeeting = OfMeeting & {
  readonly carePlanId: CarePlanId
  readonly assignmentId: AssignmentId
  readonly personId: PersonId
  readonly peerWorkerId: PeerWorkerId
  readonly organizationId: OrganizationId
  readonly part2: boolean
}

/** When and how the two meet. */
export type Arrangement = {
  readonly startsAt: Instant
  readonly minutes: number
  readonly modality: Modality
  /** Where, in plain words, or the link of a call. */
  readonly location?: string | undefined
}

/** What else the peer has at that time; looked up by whoever sends the command. */
export type PeersTime = {
  readonly isPeerFree: boolean
  /** The arranger has been told that the peer meets somebody else then, and goes on. */
  readonly isOverlapAccepted: boolean
}

type Planning = AboutMeeting &
  Arrangement & { readonly plannedBy: Arranger; readonly plannedAt: Instant }
type Change = OfMeeting &
  Arrangement & { readonly changedBy: Arranger; readonly changedAt: Instant }
/** `system`: the assignment ended, and its meetings with it. */
type Cancellation = OfMeeting & {
  readonly cancelledBy: Arranger | 'system'
  readonly cancelledAt: Instant
}
type Holding = OfMeeting & { readonly encounterId: EncounterId; readonly recordedAt: Instant }

export type MeetingCommand =
  | Command<'PlanMeeting', Planning & PeersTime>
  | Command<'ChangeMeeting', Change & PeersTime>
  | Command<'CancelMeeting', Cancellation>
  /** An encounter was written up that says it was this meeting. */
  | Command<'HoldMeeting', Holding>
  /** An encounter was written up that says that they did not meet. */
  | Command<'MissMeeting', Holding>

export type MeetingEvent =
  /** The two are to meet. */
  | Event<'MeetingPlanned', Planning>
  /** Another time, way or location; the new whole. */
  | Event<'MeetingChanged', AboutMeeting & Change>
  | Event<'MeetingCancelled', AboutMeeting & Cancellation>
  /** They met: the encounter says how it was. */
  | Event<'MeetingHeld', AboutMeeting & Holding>
  /** They did not meet; nobody asks whose doing it was. */
  | Event<'MeetingMissed', AboutMeeting & Holding>

export type MeetingRefusal = RefusalOf<'meeting'>
