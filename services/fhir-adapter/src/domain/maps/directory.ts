import { peerSpecialist, peerWorkerTitles } from '@careloom/terminology'
import { compact, concept, reference, usCore, type ResourceOf } from '../resource.ts'

export type PeerDetails = {
  displayName: string
  title: string
  organizationId: string
  programIds: readonly string[]
  languages: readonly string[]
  proxiedPhone?: string | undefined
}

const titles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(peerWorkerTitles).map(([code, { en }]) => [code, en]),
)

/** What of a peer FHIR shows. */
export type PeerFacts = {
  readonly peerWorkerId: string
  readonly details: PeerDetails
  readonly active: boolean
  readonly certified: boolean
}

export function toPractitioner({
  peerWorkerId: id,
  details,
  active,
}: PeerFacts): ResourceOf<'Practitioner'> {
  const [given = details.displayName, ...rest] = details.displayName.split(' ')
  return compact<ResourceOf<'Practitioner'>>({
    resourceType: 'Practitioner',
    id,
    meta: { profile: [usCore('practitioner')] },
    identifier: [{ system: 'https://careloom.example/peer-worker', value: id }],
    active,
    name: [
      { use: 'usual', text: details.displayName, family: rest.at(-1) ?? given, given: [given] },
    ],
    communication: details.languages.map((code) => ({
      coding: [{ system: 'urn:ietf:bcp:47', code }],
    })),
  })
}

/**
 * US Core pd-1: a telecom or an endpoint. Ours is proxied, never the peer's own. The taxonomy code only for the
 * certified: its definition asks for a training process of a government agency (NUCC 175T00000X).
 */
export function toPractitionerRole({
  peerWorkerId: id,
  details,
  active,
  certified,
}: PeerFacts): ResourceOf<'PractitionerRole'> {
  const title = titles[details.title] ?? details.title
  const role = certified ? concept(peerSpecialist, title) : { text: title }
  return compact<ResourceOf<'PractitionerRole'>>({
    resourceType: 'PractitionerRole',
    id,
    meta: { profile: [usCore('practitionerrole')] },
    active,
    practitioner: reference('Practitioner', id, details.displayName),
    organization: reference('Organization', details.organizationId),
    code: [role],
    specialty: certified ? [concept(peerSpecialist)] : [],
    healthcareService: details.programIds.map((programId) =>
      reference('HealthcareService', programId),
    ),
    telecom: [
      { system: 'phone', use: 'work', value: details.proxiedPhone ?? 'through the programme' },
    ],
  })
}

export type ProgramFacts = {
  programId: string
  name: string
  organizationId: string
  organizationName: string
  peerTitle: string
}

export function toHealthcareService(program: ProgramFacts): ResourceOf<'HealthcareService'> {
  return compact<ResourceOf<'HealthcareService'>>({
    resourceType: 'HealthcareService',
    id: program.programId,
    active: true,
    providedBy: reference('Organization', program.organizationId, program.organizationName),
    type: [{ text: 'Peer support' }],
    name: program.name,
    comment: `Support by a ${program.peerTitle} with lived experience.`,
  })
}

export function toOrganization(id: string, name: string): ResourceOf<'Organization'> {
  return {
    resourceType: 'Organization',
    id,
    meta: { profile: [usCore('organization')] },
    active: true,
    name,
  }
}
