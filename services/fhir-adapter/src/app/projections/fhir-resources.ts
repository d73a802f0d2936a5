import { onEach, projectionOfSome, type Told } from '@careloom/event-sourcing'
import type { RecordClass } from '@careloom/access'
import type { Resource, ResourceType } from '../../domain/resource.ts'
import { personTerm, searchTerms } from '../../domain/search/parameters.ts'
import { earlierOf, versions, type Earlier } from '../../domain/versions.ts'
import { factsAfter } from './facts/facts-after.ts'
import type { Facts, FhirSourceEvent } from './facts/facts.ts'
import { keysOf } from './facts/keys.ts'
import { resourceOf } from './facts/resource-of.ts'

/**
 * One resource as FHIR serves it, with the facts it was made from and its earlier versions. Keys are `Type/id`.
 * `person`, `organization` and `part2` are what access decides by; they are not part of the resource.
 */
export type FhirRow = {
  readonly type: ResourceType
  readonly id: string
  readonly facts: Facts
  readonly resource: Resource
  /** Oldest first. */
  readonly earlier: readonly Earlier[]
  readonly class: RecordClass
  readonly person?: string | undefined
  readonly organization?: string | undefined
  readonly part2: boolean
}

/** What access decides by. A referral names who referred, a consent who may tell and who may know. */
export function recordOf({ class: recordClass, person, organization, part2, facts }: FhirRow) {
  const parties = partiesOf(facts)
  return { class: recordClass, person, organization, part2, parties }
}

/** All versions that are kept, newest first. */
export const versionsOf = ({ resource, earlier }: FhirRow): readonly Resource[] =>
  versions(resource, earlier)

function partiesOf(facts: Facts): readonly string[] | undefined {
  if (facts.kind === 'referral') return [facts.referral.referrerOrganizationId]
  return facts.kind === 'consent'
    ? [...facts.grant.disclosingOrganizationIds, ...facts.grant.receivingOrganizationIds]
    : undefined
}

/** Versions kept for vread. */
const maxEarlier = 50

export const classOf: Readonly<Record<ResourceType, RecordClass>> = {
  Patient: 'demographics',
  Consent: 'consent',
  ServiceRequest: 'referral',
  Task: 'referral',
  CareTeam: 'care-team',
  CarePlan: 'care-plan',
  Goal: 'care-plan',
  Encounter: 'notes',
  QuestionnaireResponse: 'outcome-measures',
  Observation: 'outcome-measures',
  Practitioner: 'directory',
  PractitionerRole: 'directory',
  Organization: 'directory',
  HealthcareService: 'directory',
  Questionnaire: 'directory',
}

export const fhirResources = projectionOfSome<FhirSourceEvent, FhirRow>({
  name: 'fhir-resources',
  version: 5,
  key: (_data, event) => keysOf(event),
  person: ({ person }) => person,
  on: onEach(
    [
      'PersonRegistered',
      'PersonDetailsCorrected',
      'PreferencesEdited',
      'IdentifierLinked',
      'IdentifierUnlinked',
      'ConsentGranted',
      'ConsentNarrowed',
      'ConsentRevoked',
      'ConsentExpired',
      'ReferralRequested',
      'InformationRequested',
      'InformationProvided',
      'ReferralAccepted',
      'ReferralRejected',
      'ReferralWaitlisted',
      'ReferralMatched',
      'ReferralStarted',
      'FirstContactMade',
      'FirstContactOverdue',
      'ReferralEscalated',
      'ReferralDeclined',
      'CancellationRequested',
      'ReferralCancelled',
      'ReferralCompleted',
      'ReferralEndedUnable',
      'ReferralExpired',
      'ReferralReopened',
      'PeerWorkerRegistered',
      'PeerWorkerDetailsChanged',
      'PeerWorkerLeft',
      'StandingAssessed',
      'CarePlanOpened',
      'CareTeamMemberJoined',
      'CareTeamMemberLeft',
      'VisionWritten',
      'GoalProposed',
      'GoalAgreed',
      'GoalDeclined',
      'EncounterRecorded',
      'CarePlanClosed',
      'MeasureAnswered',
    ],
    folded,
  ),
  indexes: {
    /** `Type parameter=value`: where most searches begin. */
    terms: ({ type, resource }) => searchTerms(type, resource),
    type: ({ type }) => [type],
    updated: ({ type, resource }) => [`${type} ${resource.meta?.lastUpdated ?? ''}`],
    person: ({ type, person }) =>
      person === undefined || type === 'Patient' ? [] : [personTerm(type, person)],
  },
})

function folded(
  row: FhirRow | undefined,
  _data: unknown,
  event: Told<FhirSourceEvent>,
  key: string,
): FhirRow | undefined {
  const [type, id] = key.split('/') as [ResourceType, string]
  const facts = factsAfter(type, row?.facts, event)
  const made = facts === undefined ? undefined : resourceOf(type, facts)
  return facts === undefined || made === undefined
    ? undefined
    : rowOf(type, id, facts, made, row, event)
}

function rowOf(
  type: ResourceType,
  id: string,
  facts: Facts,
  made: Resource,
  before: FhirRow | undefined,
  event: Told<FhirSourceEvent>,
): FhirRow {
  const versionId = String(
    Math.max(event.revision, Number(before?.resource.meta?.versionId ?? 0) + 1),
  )
  const resource: Resource = { ...made, meta: { versionId, lastUpdated: event.time, ...made.meta } }
  const earlier =
    before === undefined
      ? []
      : [...before.earlier, earlierOf(before.resource, resource)].slice(-maxEarlier)
  return {
    type,
    id,
    facts,
    resource,
    earlier,
    class: classOf[type],
    person: facts.personId,
    organization: facts.recordOrganizationId,
    part2: facts.part2,
  }
}
