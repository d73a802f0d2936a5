import type { Lookup, Told } from '@careloom/event-sourcing'
import type { PublishedAssignmentEvent } from '@careloom/proto/assignments'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type { PublishedMeasureEvent } from '@careloom/proto/outcomes'
import type { PublishedConsentEvent, PublishedPersonEvent } from '@careloom/proto/people'
import type { PublishedReferralEvent } from '@careloom/proto/referrals'
import type { PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import {
  toCarePlan,
  toCareTeam,
  toEncounter,
  toGoal,
  type EncounterFacts,
  type GoalFacts,
  type TeamFacts,
} from '../../domain/maps/care.ts'
import { toConsent, type Grant } from '../../domain/maps/consent.ts'
import {
  toPractitioner,
  toPractitionerRole,
  type PeerDetails,
} from '../../domain/maps/directory.ts'
import {
  toObservation,
  toQuestionnaireResponse,
  type AnsweredFacts,
} from '../../domain/maps/outcome-measures.ts'
import { toPatient, type Identifier, type PersonDetails } from '../../domain/maps/patient.ts'
import { toServiceRequest, toTask, type ReferralFacts } from '../../domain/maps/referral.ts'
import type { Resource, ResourceType } from '../../domain/resource.ts'

export type FhirSourceEvent =
  | PublishedPersonEvent
  | PublishedConsentEvent
  | PublishedReferralEvent
  | PublishedPeerWorkerEvent
  | PublishedAssignmentEvent
  | PublishedCarePlanEvent
  | PublishedMeasureEvent

type Common = {
  readonly personId?: string | undefined
  readonly recordOrganizationId?: string | undefined
  readonly part2: boolean
  readonly referralId?: string | undefined
}

/** What a resource is made from, kept beside it, because an event says only what changed. */
export type Facts = Common &
  (
    | {
        readonly kind: 'person'
        readonly id: string
        readonly organizationId: string
        readonly details: PersonDetails
        readonly identifiers: readonly Identifier[]
      }
    | {
        readonly kind: 'consent'
        readonly id: string
        readonly active: boolean
        readonly grant: Grant
      }
    | { readonly kind: 'referral'; readonly referral: ReferralFacts }
    | {
        readonly kind: 'peer'
        readonly id: string
        readonly details: PeerDetails
        readonly active: boolean
        readonly certified: boolean
      }
    | {
        readonly kind: 'team'
        readonly team: TeamFacts
        readonly vision?: string | undefined
        readonly goalIds: readonly string[]
      }
    | { readonly kind: 'goal'; readonly goal: GoalFacts }
    | { readonly kind: 'encounter'; readonly encounter: EncounterFacts }
    | { readonly kind: 'answered'; readonly answered: AnsweredFacts }
  )

/** Which resources an event changes. An erasure changes all of the person's. */
export function keysOf(event: Told<FhirSourceEvent>, lookup: Lookup): readonly string[] {
  switch (event.type) {
    case 'PersonErased':
      return lookup('person', event.data.personId)
    case 'PersonRegistered':
    case 'PersonDetailsChanged':
    case 'PersonPreferencesChanged':
    case 'IdentifierLinked':
    case 'IdentifierUnlinked':
      return [`Patient/${event.data.personId}`]
    case 'ConsentGranted':
    case 'ConsentNarrowed':
    case 'ConsentRevoked':
    case 'ConsentExpired':
      return [`Consent/${event.data.consentId}`]
    case 'PeerWorkerRegistered':
    case 'PeerWorkerDetailsChanged':
    case 'PeerWorkerLeft':
    case 'CredentialStanding':
      return [
        `Practitioner/${event.data.peerWorkerId}`,
        `PractitionerRole/${event.data.peerWorkerId}`,
      ]
    case 'CarePlanOpened':
      return [`CareTeam/${event.data.careTeamId}`, `CarePlan/${event.data.carePlanId}`]
    case 'CareTeamMemberJoined':
    case 'CareTeamMemberLeft':
      return [`CareTeam/${event.data.careTeamId}`]
    case 'VisionWritten':
      return [`CarePlan/${event.data.carePlanId}`]
    case 'CarePlanClosed':
      return [`CarePlan/${event.data.carePlanId}`, `CareTeam/${event.data.careTeamId}`]
    case 'GoalProposed':
      return [`Goal/${event.data.goalId}`, `CarePlan/${event.data.carePlanId}`]
    case 'GoalAgreed':
    case 'GoalDeclined':
      return [`Goal/${event.data.goalId}`]
    case 'EncounterRecorded':
      return [`Encounter/${event.data.encounterId}`]
    case 'MeasureAnswered':
      return [
        `QuestionnaireResponse/${event.data.measureId}`,
        `Observation/${event.data.measureId}`,
      ]
    default:
      return 'referralId' in event.data
        ? [`ServiceRequest/${event.data.referralId}`, `Task/${event.data.referralId}`]
        : []
  }
}

/** The facts of one resource after an event; undefined when it does not change them. */
export function factsAfter(
  type: ResourceType,
  before: Facts | undefined,
  event: Told<FhirSourceEvent>,
): Facts | undefined {
  if (before === undefined) return firstFacts(event)
  switch (before.kind) {
    case 'person':
      return personAfter(before, event)
    case 'consent':
      return consentAfter(before, event)
    case 'referral':
      return referralAfter(type, before, event)
    case 'peer':
      if (event.type === 'PeerWorkerDetailsChanged' && event.data.details !== undefined)
        return { ...before, details: event.data.details }
      if (event.type === 'CredentialStanding')
        return type === 'PractitionerRole'
          ? { ...before, certified: event.data.certified }
          : undefined
      return event.type === 'PeerWorkerLeft' ? { ...before, active: false } : undefined
    case 'team':
      return teamAfter(before, event)
    case 'goal':
      if (event.type === 'GoalAgreed')
        return { ...before, goal: { ...before.goal, status: 'agreed' } }
      return event.type === 'GoalDeclined'
        ? { ...before, goal: { ...before.goal, status: 'declined' } }
        : undefined
    default:
      return undefined
  }
}

function firstFacts(event: Told<FhirSourceEvent>): Facts | undefined {
  switch (event.type) {
    case 'PersonRegistered': {
      const { personId, organizationId, details, identifiers } = event.data
      return details === undefined
        ? undefined
        : {
            kind: 'person',
            id: personId,
            personId,
            organizationId,
            details,
            identifiers,
            part2: false,
          }
    }
    case 'ConsentGranted': {
      const { consentId, ...grant } = event.data
      return {
        kind: 'consent',
        id: consentId,
        personId: grant.personId,
        active: true,
        grant,
        part2: false,
      }
    }
    case 'ReferralRequested': {
      const { referralId, personId, organizationId, part2 } = event.data
      return {
        kind: 'referral',
        personId,
        recordOrganizationId: organizationId,
        part2,
        referralId,
        referral: { ...event.data, status: 'requested' },
      }
    }
    case 'PeerWorkerRegistered': {
      const { peerWorkerId: id, details } = event.data
      return details === undefined
        ? undefined
        : { kind: 'peer', id, details, active: true, certified: false, part2: false }
    }
    case 'CarePlanOpened': {
      const { personId, organizationId, referralId } = event.data
      const part2 = event.data.part2
      return {
        kind: 'team',
        personId,
        recordOrganizationId: organizationId,
        part2,
        referralId,
        goalIds: [],
        team: { ...event.data, part2, members: [] },
      }
    }
    case 'GoalProposed': {
      const { personId, organizationId, part2 } = event.data
      return {
        kind: 'goal',
        personId,
        recordOrganizationId: organizationId,
        part2,
        goal: { ...event.data, status: 'proposed' },
      }
    }
    case 'EncounterRecorded': {
      const { personId, organizationId, part2 } = event.data
      return {
        kind: 'encounter',
        personId,
        recordOrganizationId: organizationId,
        part2,
        encounter: event.data,
      }
    }
    case 'MeasureAnswered': {
      const { personId, organizationId, part2 } = event.data
      return {
        kind: 'answered',
        personId,
        recordOrganizationId: organizationId,
        part2,
        answered: event.data,
      }
    }
    default:
      return undefined
  }
}

type Of<Kind extends Facts['kind']> = Extract<Facts, { kind: Kind }>

function personAfter(before: Of<'person'>, event: Told<FhirSourceEvent>): Facts | undefined {
  switch (event.type) {
    case 'PersonDetailsChanged':
      return { ...before, details: { ...before.details, ...namesOf(event.data) } }
    case 'PersonPreferencesChanged': {
      const { pronouns, language, interpreterNeeded, contact } = event.data
      return {
        ...before,
        details: { ...before.details, pronouns, language, interpreterNeeded, contact },
      }
    }
    case 'IdentifierLinked':
      return event.data.identifier === undefined
        ? undefined
        : { ...before, identifiers: [...before.identifiers, event.data.identifier] }
    case 'IdentifierUnlinked': {
      const { identifier } = event.data
      return {
        ...before,
        identifiers: before.identifiers.filter(
          ({ system, value }) => system !== identifier?.system || value !== identifier.value,
        ),
      }
    }
    default:
      return undefined
  }
}

function namesOf({
  givenName,
  familyName,
  birthDate,
  gender,
}: Pick<PersonDetails, 'givenName' | 'familyName' | 'birthDate' | 'gender'>) {
  return { givenName, familyName, birthDate, gender }
}

function consentAfter(before: Of<'consent'>, event: Told<FhirSourceEvent>): Facts | undefined {
  if (event.type === 'ConsentRevoked' || event.type === 'ConsentExpired')
    return { ...before, active: false }
  if (event.type !== 'ConsentNarrowed') return undefined
  const { receivingOrganizationIds, categories } = event.data
  return { ...before, grant: { ...before.grant, receivingOrganizationIds, categories } }
}

const statusAfter: Partial<Record<FhirSourceEvent['type'], string>> = {
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

/** A ServiceRequest is the request: of what follows it only shows whether it is still wanted. */
const changesRequest: readonly string[] = [
  'ReferralCancelled',
  'ReferralDeclined',
  'ReferralCompleted',
]

function referralAfter(
  type: ResourceType,
  before: Of<'referral'>,
  event: Told<FhirSourceEvent>,
): Facts | undefined {
  if (type === 'ServiceRequest' && !changesRequest.includes(event.type)) return undefined
  // Every event makes a version of the Task, so that its version is the stream's revision: `If-Match` compares them.
  const status = statusAfter[event.type] ?? before.referral.status
  const careTeamId =
    event.type === 'ReferralStarted' ? event.data.careTeamId : before.referral.careTeamId
  const statusReason =
    event.type === 'ReferralRejected' || event.type === 'ReferralEndedUnable'
      ? event.data.reasonCode
      : undefined
  const peerWorkerId =
    event.type === 'ReferralMatched' ? event.data.peerWorkerId : before.referral.peerWorkerId
  return {
    ...before,
    referral: { ...before.referral, status, statusReason, peerWorkerId, careTeamId },
  }
}

function teamAfter(before: Of<'team'>, event: Told<FhirSourceEvent>): Facts | undefined {
  const { team } = before
  switch (event.type) {
    case 'CareTeamMemberJoined': {
      const { member } = event.data
      if (member === undefined || team.members.some(({ memberId }) => memberId === member.memberId))
        return undefined
      return { ...before, team: { ...team, members: [...team.members, member] } }
    }
    case 'CareTeamMemberLeft':
      return {
        ...before,
        team: {
          ...team,
          members: team.members.filter(({ memberId }) => memberId !== event.data.memberId),
        },
      }
    case 'VisionWritten':
      return { ...before, vision: event.data.words }
    case 'GoalProposed':
      return { ...before, goalIds: [...before.goalIds, event.data.goalId] }
    case 'CarePlanClosed':
      return { ...before, team: { ...team, closedAt: event.data.closedAt } }
    default:
      return undefined
  }
}

/** The resource that the facts make; undefined when there is none (a score that could not be computed). */
export function resourceOf(type: ResourceType, facts: Facts): Resource | undefined {
  switch (facts.kind) {
    case 'person':
      return toPatient(facts.id, facts.organizationId, facts.details, facts.identifiers)
    case 'consent':
      return toConsent(facts.id, facts.active ? 'active' : 'inactive', facts.grant)
    case 'referral':
      return type === 'Task' ? toTask(facts.referral) : toServiceRequest(facts.referral)
    case 'peer':
      return type === 'Practitioner'
        ? toPractitioner(facts.id, facts.details, facts.active)
        : toPractitionerRole(facts.id, facts.details, facts.active, facts.certified)
    case 'team':
      return type === 'CareTeam'
        ? toCareTeam(facts.team)
        : toCarePlan({ ...facts.team, vision: facts.vision, goalIds: facts.goalIds })
    case 'goal':
      return toGoal(facts.goal)
    case 'encounter':
      return toEncounter(facts.encounter)
    case 'answered':
      return type === 'Observation'
        ? toObservation(facts.answered)
        : toQuestionnaireResponse(facts.answered)
  }
}
