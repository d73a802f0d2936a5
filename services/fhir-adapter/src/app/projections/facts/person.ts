import type { PersonDetails } from '../../../domain/maps/patient.ts'
import type { Facts, FactsOf, SourceEvent } from './facts.ts'

export function personAfter(before: FactsOf<'person'>, event: SourceEvent): Facts | undefined {
  switch (event.type) {
    case 'PersonDetailsCorrected':
      return { ...before, details: { ...before.details, ...namesOf(event.data) } }
    case 'PreferencesEdited': {
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

export function consentAfter(before: FactsOf<'consent'>, event: SourceEvent): Facts | undefined {
  if (event.type === 'ConsentRevoked' || event.type === 'ConsentExpired')
    return { ...before, active: false }
  if (event.type !== 'ConsentNarrowed') return undefined
  const { receivingOrganizationIds, categories } = event.data
  return { ...before, grant: { ...before.grant, receivingOrganizationIds, categories } }
}
