import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { CalendarDay, Decider, Decision } from '@careloom/event-sourcing'
import type {
  CredentialCommand,
  CredentialEvent,
  CredentialRefusal,
  Hours,
  HoursEntry,
  Issue,
  Lapse,
  OfCredential,
  Reinstatement,
  Renewal,
  Suspension,
  TrainingModule,
} from './credential-events.ts'
import type { HoursEntryId } from './ids.ts'

export type IssuedCredential = {
  readonly status: 'good' | 'lapsed' | 'suspended'
  readonly certificateNumber?: string | undefined
  readonly isGovernmentCertified: boolean
  readonly issuedOn: CalendarDay
  readonly goodUntil: CalendarDay
}

/** Everything a peer worker has earned, portable between jurisdictions: one stream per peer worker. */
export type CredentialPassport = {
  readonly hours: ReadonlyMap<HoursEntryId, HoursEntry>
  /** When each module was last completed. */
  readonly modules: ReadonlyMap<TrainingModule, CalendarDay>
  readonly exams: ReadonlyMap<string, CalendarDay>
  readonly livedExperienceAttestedOn?: CalendarDay | undefined
  readonly codeOfEthicsAcknowledgedOn?: CalendarDay | undefined
  readonly credentials: ReadonlyMap<string, IssuedCredential>
}

type CredentialDecision = Decision<CredentialEvent, CredentialRefusal>

export const credentialDecider: Decider<
  CredentialPassport,
  CredentialCommand,
  CredentialEvent,
  CredentialRefusal
> = {
  initialState: {
    hours: new Map(),
    modules: new Map(),
    exams: new Map(),
    credentials: new Map(),
  },

  decide(command, state) {
    switch (command.type) {
      case 'RecordHours':
        return recordHours(command.data, state)
      case 'CompleteModule':
        return isEarlier(state.modules.get(command.data.module), command.data.completedOn)
          ? accept({ type: 'ModuleCompleted', data: command.data })
          : accept()
      case 'RecordExam':
        return isEarlier(state.exams.get(command.data.jurisdiction), command.data.passedOn)
          ? accept({ type: 'ExamPassed', data: command.data })
          : accept()
      case 'AttestLivedExperience':
        return state.livedExperienceAttestedOn === undefined
          ? accept({ type: 'LivedExperienceAttested', data: command.data })
          : accept()
      case 'AcknowledgeCodeOfEthics':
        return isEarlier(state.codeOfEthicsAcknowledgedOn, command.data.acknowledgedOn)
          ? accept({ type: 'CodeOfEthicsAcknowledged', data: command.data })
          : accept()
      case 'IssueCredential':
        return issue(command.data, state)
      case 'RenewCredential':
        return renew(command.data, state)
      case 'LapseCredential':
        return lapse(command.data, state)
      case 'SuspendCredential':
        return suspend(command.data, state)
      case 'ReinstateCredential':
        return reinstate(command.data, state)
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'HoursRecorded': {
        const { peerWorkerId: _peer, ...entry } = event.data
        return { ...state, hours: new Map(state.hours).set(entry.entryId, entry) }
      }
      case 'ModuleCompleted':
        return {
          ...state,
          modules: new Map(state.modules).set(event.data.module, event.data.completedOn),
        }
      case 'ExamPassed':
        return {
          ...state,
          exams: new Map(state.exams).set(event.data.jurisdiction, event.data.passedOn),
        }
      case 'LivedExperienceAttested':
        return { ...state, livedExperienceAttestedOn: event.data.attestedOn }
      case 'CodeOfEthicsAcknowledged':
        return { ...state, codeOfEthicsAcknowledgedOn: event.data.acknowledgedOn }
      case 'CredentialIssued':
        return withCredential(state, event.data, { ...issuedFrom(event.data), status: 'good' })
      case 'CredentialRenewed':
        return changed(state, event.data, { status: 'good', goodUntil: event.data.goodUntil })
      case 'CredentialLapsed':
        return changed(state, event.data, { status: 'lapsed' })
      case 'CredentialSuspended':
        return changed(state, event.data, { status: 'suspended' })
      case 'CredentialReinstated':
        return changed(state, event.data, { status: 'good' })
      default:
        return unreachable(event)
    }
  },
}

/** Whole and half hours; an entry id stands for one entry for good. */
function recordHours(data: Hours, state: CredentialPassport): CredentialDecision {
  const recorded = state.hours.get(data.entryId)
  if (recorded !== undefined)
    return recorded.hours === data.hours && recorded.kind === data.kind
      ? accept()
      : refuse('conflict', 'hours-entry-differs')
  if (data.hours <= 0 || !Number.isSafeInteger(data.hours * 2))
    return refuse('incorrect', 'hours-incorrect')
  if (data.kind === 'supervised' && data.signedOffBy === undefined)
    return refuse('incorrect', 'supervised-hours-not-signed')
  return accept({ type: 'HoursRecorded', data })
}

function issue(data: Issue, state: CredentialPassport): CredentialDecision {
  const held = state.credentials.get(data.jurisdiction)
  if (held !== undefined)
    return held.issuedOn === data.issuedOn
      ? accept()
      : refuse('conflict', 'credential-already-issued')
  if (data.goodUntil < data.issuedOn) return refuse('incorrect', 'credential-ends-before-it-begins')
  return accept({ type: 'CredentialIssued', data })
}

/** A lapsed credential may be renewed; a suspended one must be reinstated first. */
function renew(data: Renewal, state: CredentialPassport): CredentialDecision {
  const held = state.credentials.get(data.jurisdiction)
  if (held === undefined) return refuse('not-found', 'credential-not-issued')
  if (held.status === 'good' && data.goodUntil <= held.goodUntil) return accept()
  if (held.status === 'suspended') return refuse('conflict', 'credential-suspended')
  if (data.goodUntil < data.renewedOn)
    return refuse('incorrect', 'credential-ends-before-it-begins')
  return accept({ type: 'CredentialRenewed', data })
}

function lapse(data: Lapse, state: CredentialPassport): CredentialDecision {
  const held = state.credentials.get(data.jurisdiction)
  if (held === undefined) return refuse('not-found', 'credential-not-issued')
  if (held.status !== 'good') return accept()
  if (data.lapsedOn <= held.goodUntil) return refuse('conflict', 'credential-not-yet-lapsed')
  return accept({ type: 'CredentialLapsed', data })
}

function suspend(data: Suspension, state: CredentialPassport): CredentialDecision {
  const held = state.credentials.get(data.jurisdiction)
  if (held === undefined) return refuse('not-found', 'credential-not-issued')
  return held.status === 'suspended' ? accept() : accept({ type: 'CredentialSuspended', data })
}

function reinstate(data: Reinstatement, state: CredentialPassport): CredentialDecision {
  const held = state.credentials.get(data.jurisdiction)
  if (held === undefined) return refuse('not-found', 'credential-not-issued')
  if (held.status === 'good') return accept()
  return held.status === 'suspended'
    ? accept({ type: 'CredentialReinstated', data })
    : refuse('conflict', 'credential-not-suspended')
}

function isEarlier(held: CalendarDay | undefined, day: CalendarDay): boolean {
  return held === undefined || held < day
}

function issuedFrom(data: Issue): Omit<IssuedCredential, 'status'> {
  const { certificateNumber, isGovernmentCertified, issuedOn, goodUntil } = data
  return { certificateNumber, isGovernmentCertified, issuedOn, goodUntil }
}

function changed(
  state: CredentialPassport,
  data: OfCredential,
  change: Partial<IssuedCredential>,
): CredentialPassport {
  const held = state.credentials.get(data.jurisdiction)
  return held === undefined ? state : withCredential(state, data, { ...held, ...change })
}

function withCredential(
  state: CredentialPassport,
  { jurisdiction }: OfCredential,
  credential: IssuedCredential,
): CredentialPassport {
  return { ...state, credentials: new Map(state.credentials).set(jurisdiction, credential) }
}
