import { administrativeGenders, codeSystems } from '@careloom/terminology'
import { identifiersOf, Reader } from '../reader.ts'
import { modifiers } from '../unread.ts'
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
const voicemailExtension = 'https://careloom.example/fhir/StructureDefinition/voicemail-ok'
const bestTimesExtension = 'https://careloom.example/fhir/StructureDefinition/best-times'
const interpreterExtension = 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired'
const pronounsExtension = 'http://hl7.org/fhir/StructureDefinition/individual-pronouns'

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

/** @throws FhirProblem naming every fault by its FHIRPath */
export function fromPatient(
  body: unknown,
  base?: string,
): { details: PersonDetails; identifiers: Identifier[] } {
  const patient = new Reader(body, 'Patient', { base, unread: modifiers('Patient.link') })
  needInUse(patient)
  const identifiers = identifiersOf(patient)
  const details: PersonDetails = {
    ...nameOf(patient),
    birthDate: patient.date('birthDate'),
    gender: patient.code('gender', administrativeGenders),
    pronouns: pronounsOf(patient),
    language: languageOf(patient),
    interpreterNeeded: patient
      .list('extension')
      .some(
        (extension) =>
          extension.string('url') === interpreterExtension &&
          extension.boolean('valueBoolean') === true,
      ),
    contact: contactOf(patient),
  }
  patient.done()
  return { details, identifiers }
}

/** Nobody is referred by a record that was given up, or who has died (FHIR R4 Patient.active, deceased[x]: modifiers). */
function needInUse(patient: Reader): void {
  if (patient.boolean('active') === false)
    patient.fault('not-supported', 'must not be false: this record is no longer used', 'active')
  if (patient.boolean('deceasedBoolean') === true)
    patient.fault(
      'not-supported',
      'must not be true: nobody who has died is served',
      'deceasedBoolean',
    )
  if (patient.dateTime('deceasedDateTime') !== undefined)
    patient.fault(
      'not-supported',
      'must be left out: nobody who has died is served',
      'deceasedDateTime',
    )
}

/** The name the person uses; an official one only where no usual one is given, an old one never. */
function nameOf(patient: Reader): { givenName: string; familyName: string } {
  const names = patient.list('name').map((name) => ({
    use: name.string('use'),
    given: name.strings('given').join(' '),
    family: name.string('family', 120),
    text: name.string('text', 200),
  }))
  const name = ['usual', 'nickname', undefined, 'official', 'temp', 'anonymous']
    .map((use) => names.find((each) => each.use === use))
    .find((each) => each !== undefined)
  if (
    name === undefined ||
    (name.given === '' && name.family === undefined && name.text === undefined)
  ) {
    patient.fault('required', 'needs a name that is in use', 'name')
    return { givenName: '', familyName: '' }
  }
  const [first = '', ...rest] = (name.text ?? '').split(' ')
  return {
    givenName: (name.given || first || name.family || '').slice(0, 120),
    familyName: name.family ?? (rest.join(' ') || '-'),
  }
}

function pronounsOf(patient: Reader): string | undefined {
  const extension = patient
    .list('extension')
    .find((each) => each.string('url') === pronounsExtension)
  const value = extension?.list('extension').find((each) => each.string('url') === 'value')
  return value?.object('valueCodeableConcept')?.string('text', 60)
}

function languageOf(patient: Reader): string | undefined {
  const all = patient.list('communication').map((each) => ({
    preferred: each.boolean('preferred'),
    code: each.codings('language')[0]?.code,
  }))
  const code = (all.find(({ preferred }) => preferred === true) ?? all[0])?.code
  // Tags are the same in any case (BCP 47 2.1.1); ours begin in small letters.
  const tag = code?.replace(/^[A-Z]+/i, (primary) => primary.toLowerCase())
  return tag !== undefined && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(tag) ? tag : undefined
}

function contactOf(patient: Reader): Contact | undefined {
  const phone = patient
    .list('telecom')
    .find(
      (each) =>
        ['phone', 'sms'].includes(each.string('system') ?? '') && each.string('use') !== 'old',
    )
  if (phone === undefined) return undefined
  const extensions = phone.list('extension')
  const voicemail = extensions
    .find((each) => each.string('url') === voicemailExtension)
    ?.boolean('valueBoolean')
  const bestTimes = extensions
    .find((each) => each.string('url') === bestTimesExtension)
    ?.string('valueString', 120)
  return { phone: phone.string('value', 30), bestTimes, voicemailOk: voicemail ?? false }
}
