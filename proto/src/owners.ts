import {
  AssignmentServiceDefinition,
  assignmentTopic,
  caseloadTopic,
  matchingCaseTopic,
} from './assignments.ts'
import { CarePlanServiceDefinition, carePlanTopic } from './care-plans.ts'
import { FhirAdapterServiceDefinition } from './fhir-adapter.ts'
import { measureTopic, OutcomeServiceDefinition } from './outcomes.ts'
import { consentTopic, PeopleServiceDefinition, personTopic } from './people.ts'
import { ReferralServiceDefinition, referralTopic } from './referrals.ts'
import { peerWorkerTopic, WorkforceServiceDefinition } from './workforce.ts'

/** Who serves what, by the name of the service, which is that of its process where each has one of its own. */
export const owners = {
  people: PeopleServiceDefinition,
  referrals: ReferralServiceDefinition,
  workforce: WorkforceServiceDefinition,
  assignments: AssignmentServiceDefinition,
  'care-plans': CarePlanServiceDefinition,
  outcomes: OutcomeServiceDefinition,
  'fhir-adapter': FhirAdapterServiceDefinition,
} as const

export type Owner = keyof typeof owners

const byFullName: ReadonlyMap<string, string> = new Map(
  Object.entries(owners).map(([owner, { fullName }]) => [fullName, owner]),
)

/** @throws TypeError for a service that nobody is declared to serve */
export function ownerOf({ fullName }: { readonly fullName: string }): string {
  const owner = byFullName.get(fullName)
  if (owner === undefined) throw new TypeError(`nobody is declared to serve ${fullName}`)
  return owner
}

/** Topics are named `careloom.<service>.<aggregate>.v<major>`. @throws TypeError for another name */
export function publisherOf(topic: string): string {
  const [, owner] = /^careloom\.([a-z-]+)\.[a-z-]+\.v\d+$/.exec(topic) ?? []
  if (owner === undefined) throw new TypeError(`${topic} is no name of a topic`)
  return owner
}

/** The logs of the house, by name: that of each service, and the one of who looked at what. */
export const logs = [...Object.keys(owners), 'audit'] as const

/** The topics of the house. */
export const topics = [
  personTopic,
  consentTopic,
  referralTopic,
  peerWorkerTopic,
  assignmentTopic,
  matchingCaseTopic,
  caseloadTopic,
  carePlanTopic,
  measureTopic,
] as const

/** The processes of a house of which every service has its own: those, and the public door. */
export const processes = [...Object.keys(owners), 'gateway'] as const
