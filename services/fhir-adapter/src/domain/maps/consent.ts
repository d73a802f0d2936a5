import {
  codeSystems,
  confidentiality,
  part2,
  purposesOfUse,
  type Coding,
} from '@careloom/terminology'
import { compact, concept, reference, type ConsentProvision, type ResourceOf } from '../resource.ts'

/** Our own categories of information, as codes. */
export const categorySystem = 'https://careloom.example/fhir/CodeSystem/information-category'
/** Our own texts that a person signs, by their version. */
export const textSystem = 'https://careloom.example/consent-text'
/** Of the security role types (FHIR R4 Consent.provision.actor.role) the one for whoever learns something. */
export const recipient: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  code: 'IRCP',
  display: 'information recipient',
}
export const privacy: Coding = {
  system: codeSystems.consentScope,
  code: 'patient-privacy',
  display: 'Privacy Consent',
}
export const disclosure: Coding = {
  system: codeSystems.actCode,
  code: 'IDSCL',
  display: 'information disclosure',
}
/** What a consent keeps to, with Part 2 and without. */
export const policies = {
  part2: 'https://www.ecfr.gov/current/title-42/part-2',
  hipaa: 'https://www.hhs.gov/hipaa',
} as const

export type Grant = {
  personId: string
  programId?: string | undefined
  part2: boolean
  disclosingOrganizationIds: string[]
  receivingOrganizationIds: string[]
  categories: string[]
  purposes: string[]
  expiresOn?: string | undefined
  textVersion: string
  signedName: string
  /** An instant, or the day alone. */
  signedAt: string
  identifier?: { system: string; value: string } | undefined
}

/** What of a consent FHIR shows. */
export type ConsentFacts = {
  readonly consentId: string
  readonly active: boolean
  readonly grant: Grant
}

/** IHE PCF consent, with the actors who receive and the categories that are opened as provision. */
export function toConsent({ consentId, active, grant }: ConsentFacts): ResourceOf<'Consent'> {
  return compact<ResourceOf<'Consent'>>({
    resourceType: 'Consent',
    id: consentId,
    meta: {
      profile: ['https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentIntermediate'],
    },
    identifier: grant.identifier === undefined ? [] : [{ ...grant.identifier }],
    status: active ? 'active' : 'inactive',
    scope: concept(privacy),
    category: [concept(disclosure)],
    patient: reference('Patient', grant.personId),
    dateTime: grant.signedAt,
    performer: [
      reference('Patient', grant.personId, grant.signedName === '' ? undefined : grant.signedName),
    ],
    organization: grant.disclosingOrganizationIds.map((each) => reference('Organization', each)),
    policy: [{ uri: grant.part2 ? policies.part2 : policies.hipaa }],
    sourceReference: { identifier: { system: textSystem, value: grant.textVersion } },
    provision: compact<ConsentProvision>({
      type: 'permit',
      period: grant.expiresOn === undefined ? undefined : { end: grant.expiresOn },
      actor: grant.receivingOrganizationIds.map((each) => ({
        role: concept(recipient),
        reference: reference('Organization', each),
      })),
      securityLabel: grant.part2 ? [confidentiality.restricted, part2] : [],
      purpose: grant.purposes.map((code) => ({ system: purposesOfUse.TREAT.system, code })),
      code: grant.categories.map((code) => concept({ system: categorySystem, code })),
    }),
  })
}
