import { personTopic, type PublishedPersonEvent } from '@careloom/proto/people'
import { toPatient, type PersonDetails, type PersonFacts } from '../../domain/maps/patient.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import { list } from '../../domain/search/elements.ts'
import { date, identifier, indexed, string, token } from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { createPatient } from './patient-create.ts'
import { updatePatient } from './patient-update.ts'

type Patient = ResourceOf<'Patient'>
const of = ({ personId }: { personId: string }) => personId
const names = ({ name }: Patient) => name ?? []

export const patient = made<'Patient', PublishedPersonEvent, PersonFacts>({
  type: 'Patient',
  class: 'demographics',
  profile: usCore('patient'),
  topic: personTopic,
  on: {
    PersonRegistered: {
      of,
      first: ({ personId, organizationId, details, identifiers }) =>
        details && { personId, organizationId, details, identifiers },
    },
    PersonDetailsCorrected: {
      of,
      change: (before, data) => ({ ...before, details: { ...before.details, ...namesOf(data) } }),
    },
    PreferencesEdited: {
      of,
      change: (before, { pronouns, language, interpreterNeeded, contact }) => ({
        ...before,
        details: { ...before.details, pronouns, language, interpreterNeeded, contact },
      }),
    },
    IdentifierLinked: {
      of,
      change: (before, { identifier: linked }) =>
        linked && { ...before, identifiers: [...before.identifiers, linked] },
    },
    IdentifierUnlinked: {
      of,
      change: (before, { identifier: gone }) => ({
        ...before,
        identifiers: before.identifiers.filter(
          ({ system, value }) => system !== gone?.system || value !== gone.value,
        ),
      }),
    },
  },
  about: ({ personId }) => ({ person: personId }),
  toFhir: toPatient,
  search: [
    identifier,
    token('gender', (r: Patient) => r.gender),
    indexed(date('birthdate', (r: Patient) => r.birthDate)),
    indexed(
      string('name', (r: Patient) =>
        names(r).flatMap(({ text, family, given }) => [text, family, ...list(given)]),
      ),
    ),
    indexed(
      string('family', (r: Patient) => names(r).map(({ family }) => family)),
      'name',
    ),
    indexed(
      string('given', (r: Patient) => names(r).flatMap(({ given }) => list(given))),
      'name',
    ),
  ],
  create: createPatient,
  conditionalCreate: true,
  update: updatePatient,
})

type Names = Pick<PersonDetails, 'givenName' | 'familyName' | 'birthDate' | 'gender'>
const namesOf = ({ givenName, familyName, birthDate, gender }: Names): Names => ({
  givenName,
  familyName,
  birthDate,
  gender,
})
