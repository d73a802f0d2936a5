import { administrativeGenders, codeSystems } from '@careloom/terminology'
import { identifiersOf, isOneOf } from '../coded.ts'
import { Reader } from '../reader.ts'
import type { Coded } from '../reading.ts'
import { usCore } from '../resource.ts'
import { modifiers } from '../unread.ts'
import {
  bestTimesExtension,
  interpreterExtension,
  pronounsExtension,
  voicemailExtension,
  type Contact,
  type Identifier,
  type PersonDetails,
} from './patient.ts'

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
    interpreterNeeded: patient.list('extension').some(asksForInterpreter),
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

/** By FHIR's own extension, or by US Core's (7 on), whose yes is a code of SNOMED CT. */
function asksForInterpreter(extension: Reader): boolean {
  const url = extension.string('url')
  if (url === interpreterExtension) return extension.boolean('valueBoolean') === true
  const answer = url === interpreterNeeded ? extension.object('valueCoding')?.coding() : undefined
  return answer !== undefined && isOneOf(answer, yes)
}

const interpreterNeeded = usCore('interpreter-needed')
const yes = { system: codeSystems.snomed, code: '373066001' }

/** The one that is preferred, else the first, by whichever coding is a tag of a language. */
function languageOf(patient: Reader): string | undefined {
  const all = patient.list('communication').map((each) => ({
    preferred: each.boolean('preferred'),
    tag: each
      .codings('language')
      .map(tagOf)
      .find((tag) => tag !== undefined),
  }))
  return (all.find(({ preferred }) => preferred === true) ?? all[0])?.tag
}

/** Tags are the same in any case (BCP 47 2.1.1); ours begin in small letters. */
function tagOf({ system, code }: Coded): string | undefined {
  if (system !== undefined && system !== codeSystems.language) return undefined
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
