import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Command, Decider, Decision, Event, Instant } from '@careloom/event-sourcing'
import type { KindOfSupport, Modality, NextStepOwner, RefusalOf } from '@careloom/terminology'
import type {
  AssignmentId,
  CarePlanId,
  EncounterId,
  MeetingId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ReferralId,
} from './ids.ts'

/** What happened, in three minutes of writing. No diagnosis, no medication, no treatment: there is no field for them. */
export type Contact = {
  readonly occurredAt: Instant
  readonly modality: Modality
  readonly minutes: number
  readonly kinds: readonly KindOfSupport[]
  readonly isNoShow: boolean
}

/** Two voices, kept apart: what the person said, and what the peer offered and noted. */
export type EncounterWords = {
  readonly personsIdea?: string | undefined
  readonly peerOffered?: string | undefined
  readonly nextStep?: string | undefined
  readonly nextStepOwner?: NextStepOwner | undefined
}

type OfEncounter = { readonly encounterId: EncounterId }
export type RecordedEncounter = OfEncounter &
  Contact &
  EncounterWords & {
    readonly carePlanId: CarePlanId
    readonly assignmentId: AssignmentId
    readonly referralId: ReferralId
    readonly personId: PersonId
    readonly peerWorkerId: PeerWorkerId
    readonly organizationId: OrganizationId
    readonly part2: boolean
    /** The planned meeting that this contact was, if it was one. */
    readonly meetingId?: MeetingId
    /** As the person's own switch stands: whether these words may reach the EHR. */
    readonly shareWithEhr: boolean
    readonly recordedAt: Instant
  }
type Amendment = OfEncounter & Contact & EncounterWords & { readonly amendedAt: Instant }
type Sharing = OfEncounter & { readonly shareWithEhr: boolean; readonly decidedAt: Instant }
type Retraction = OfEncounter & { readonly retractedAt: Instant }

export type EncounterCommand =
  | Command<'RecordEncounter', RecordedEncounter>
  | Command<'AmendEncounter', Amendment>
  | Command<
      'DecideEncounterSharing',
      Sharing & { readonly decidedBy: 'person' | 'peer' | 'clinician' }
    >
  | Command<'RetractEncounter', Retraction>

type AboutEncounter = Pick<
  RecordedEncounter,
  'carePlanId' | 'assignmentId' | 'personId' | 'peerWorkerId' | 'organizationId' | 'part2'
>

export type EncounterEvent =
  | Event<'EncounterRecorded', RecordedEncounter>
  /** The peer put something right; the new whole. */
  | Event<'EncounterAmended', AboutEncounter & Amendment>
  /** The person decided whether this note may reach the EHR. */
  | Event<'EncounterSharingDecided', AboutEncounter & Sharing>
  /** It was written about the wrong person, or never happened. */
  | Event<'EncounterRetracted', AboutEncounter & Retraction>

export type EncounterRefusal = RefusalOf<'encounter'>

export type Encounter =
  | { readonly status: 'none' }
  | { readonly status: 'recorded' | 'retracted'; readonly encounter: RecordedEncounter }

type Known = Exclude<Encounter, { status: 'none' }>
type EncounterDecision = Decision<EncounterEvent, EncounterRefusal>
type LaterCommand = Exclude<EncounterCommand, { type: 'RecordEncounter' }>

/** One contact of a peer and a person. */
export const encounterDecider: Decider<
  Encounter,
  EncounterCommand,
  EncounterEvent,
  EncounterRefusal
> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (command.type === 'RecordEncounter') return record(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'encounter-not-recorded')
    if (state.status === 'retracted')
      return command.type === 'RetractEncounter'
        ? accept()
        : refuse('conflict', 'encounter-retracted')
    return whenRecorded(command, state)
  },
  evolve(state, event) {
    if (event.type === 'EncounterRecorded') return { status: 'recorded', encounter: event.data }
    if (state.status === 'none') return state
    switch (event.type) {
      case 'EncounterAmended':
        return { ...state, encounter: amended(state.encounter, event.data) }
      case 'EncounterSharingDecided': {
        const { shareWithEhr } = event.data
        return { ...state, encounter: { ...state.encounter, shareWithEhr } }
      }
      case 'EncounterRetracted':
        return { ...state, status: 'retracted' }
      default:
        return unreachable(event)
    }
  },
}

function whenRecorded(command: LaterCommand, state: Known): EncounterDecision {
  const about = aboutOf(state.encounter)
  switch (command.type) {
    case 'AmendEncounter':
      return amend(command.data, state)
    case 'DecideEncounterSharing': {
      const { decidedBy, ...sharing } = command.data
      if (decidedBy !== 'person') return refuse('forbidden', 'sharing-is-the-persons')
      return sharing.shareWithEhr === state.encounter.shareWithEhr
        ? accept()
        : accept({ type: 'EncounterSharingDecided', data: { ...about, ...sharing } })
    }
    case 'RetractEncounter':
      return accept({ type: 'EncounterRetracted', data: { ...about, ...command.data } })
    default:
      return unreachable(command)
  }
}

function record(data: RecordedEncounter, state: Encounter): EncounterDecision {
  if (state.status !== 'none')
    return state.encounter.recordedAt === data.recordedAt
      ? accept()
      : refuse('conflict', 'encounter-already-recorded')
  const problem = problemWith(data, data.recordedAt)
  if (problem !== undefined) return refuse('incorrect', problem)
  return accept({ type: 'EncounterRecorded', data })
}

function amend(data: Amendment, state: Known): EncounterDecision {
  const problem = problemWith(data, data.amendedAt)
  if (problem !== undefined) return refuse('incorrect', problem)
  const isSame =
    JSON.stringify(amended(state.encounter, data)) ===
    JSON.stringify(amended(state.encounter, state.encounter))
  return isSame
    ? accept()
    : accept({ type: 'EncounterAmended', data: { ...aboutOf(state.encounter), ...data } })
}

function problemWith(
  contact: Contact & EncounterWords,
  writtenAt: Instant,
): EncounterRefusal | undefined {
  const { occurredAt, minutes, kinds, isNoShow, personsIdea } = contact
  if (occurredAt > writtenAt) return 'encounter-in-the-future'
  if (isNoShow)
    return minutes === 0 && kinds.length === 0 && personsIdea === undefined
      ? undefined
      : 'no-show-has-no-content'
  if (!Number.isSafeInteger(minutes) || minutes < 1 || minutes > 24 * 60) return 'minutes-incorrect'
  return kinds.length === 0 ? 'kinds-of-support-missing' : undefined
}

function amended(encounter: RecordedEncounter, to: Contact & EncounterWords): RecordedEncounter {
  const { occurredAt, modality, minutes, kinds, isNoShow } = to
  const { personsIdea, peerOffered, nextStep, nextStepOwner } = to
  return {
    ...encounter,
    occurredAt,
    modality,
    minutes,
    kinds,
    isNoShow,
    personsIdea,
    peerOffered,
    nextStep,
    nextStepOwner,
  }
}

function aboutOf(encounter: RecordedEncounter): AboutEncounter {
  const { carePlanId, assignmentId, personId, peerWorkerId, organizationId, part2 } = encounter
  return { carePlanId, assignmentId, personId, peerWorkerId, organizationId, part2 }
}
