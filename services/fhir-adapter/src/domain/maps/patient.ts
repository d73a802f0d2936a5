import { administrativeGenders, codeSystems } from '@careloom/terminology'
import {
  compact,
  oneOf,
  reference,
  usCore,
  type ContactPoint,
  type ResourceOf,
} from '../resource.ts'

export type Identifier = { system: string; value: string }
export type Contact = {
  phone?: string | undefined
  bestTimes?: string | undefined
  voicemailOk: boolean
}
export type PersonDetails = {
  givenName: string
  familyName: string
  birthDate?: string | undefined
  gender?: string | undefined
  pronouns?: string | undefined
  language?: string | undefined
  interpreterNeeded: boolean
  contact?: Contact | undefined
}

/** "Do not leave a message" and the best times have no element of their own in FHIR R4. */
export const voicemailExtension = 'https://careloom.example/fhir/StructureDefinition/voicemail-ok'
export const bestTimesExtension = 'https://careloom.example/fhir/StructureDefinition/best-times'
export const interpreterExtension =
  'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired'
export const pronounsExtension = 'http://hl7.org/fhir/StructureDefinition/individual-pronouns'

/** What of a person FHIR shows. */
export type PersonFacts = {
  readonly personId: string
  /** Whoever registered them. */
  readonly organizationId: string
  readonly details: PersonDetails
  readonly identifiers: readonly Identifier[]
}

export function toPatient({
  personId,
  organizationId,
  details,
  identifiers,
}: PersonFacts): ResourceOf<'Patient'> {
  const { givenName, familyName, birthDate, gender, language, interpreterNeeded, contact } = details
  return compact<ResourceOf<'Patient'>>({
    resourceType: 'Patient',
    id: personId,
    meta: { profile: [usCore('patient')] },
    extension: [
      ...(interpreterNeeded ? [{ url: interpreterExtension, valueBoolean: true }] : []),
      ...(details.pronouns === undefined ? [] : [pronouns(details.pronouns)]),
    ],
    identifier: identifiers.map(({ system, value }) => ({ system, value })),
    active: true,
    name: [{ use: 'usual', family: familyName, given: [givenName] }],
    telecom: contact?.phone === undefined ? [] : [telecom(contact.phone, contact)],
    gender: oneOf(administrativeGenders, gender) ?? 'unknown',
    birthDate,
    communication:
      language === undefined
        ? []
        : [
            {
              language: { coding: [{ system: codeSystems.language, code: language }] },
              preferred: true,
            },
          ],
    managingOrganization: reference('Organization', organizationId),
  })
}

function telecom(phone: string, contact: Contact): ContactPoint {
  const extension = [
    { url: voicemailExtension, valueBoolean: contact.voicemailOk },
    ...(contact.bestTimes === undefined
      ? []
      : [{ url: bestTimesExtension, valueString: contact.bestTimes }]),
  ]
  return { system: 'phone', value: phone, use: 'mobile', extension }
}

const pronouns = (text: string) => ({
  url: pronounsExtension,
  extension: [{ url: 'value', valueCodeableConcept: { text } }],
})
