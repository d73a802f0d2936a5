import type { Instant, Projection, Told } from '@careloom/event-sourcing'
import type { ErasureEvent } from '../../domain/erasure.ts'
import type {
  ContactPreferences,
  PersonDetails,
  PersonIdentifier,
} from '../../domain/person-details.ts'
import type { PersonEvent } from '../../domain/person.ts'
import { isErasure } from './is-erasure.ts'

/** A person as those who work with them see them: for names on screens and FHIR reads. Gone with an erasure. */
export type PersonRow = {
  readonly personId: string
  readonly revision: number
  readonly organizationId: string
  readonly details: PersonDetails
  readonly identifiers: readonly PersonIdentifier[]
  readonly preferences: ContactPreferences
  readonly facets: readonly string[]
  readonly preferredFacets: readonly string[]
  readonly changedAt: Instant
}

export const personList: Projection<PersonEvent | ErasureEvent, PersonRow> = {
  name: 'person-list',
  version: 1,
  handles: [
    'PersonRegistered',
    'PersonDetailsCorrected',
    'IdentifierLinked',
    'IdentifierUnlinked',
    'PreferencesEdited',
    'MatchingFacetsOpened',
    'ErasureOrdered',
    'ErasureCarriedOut',
  ],
  keysOf: (event) => [event.data.personId],
  project(row, event) {
    if (isErasure(event)) return null
    const seen = { revision: event.revision, changedAt: event.time }
    if (event.type === 'PersonRegistered') {
      const { registeredAt: _at, ...registered } = event.data
      return { ...registered, facets: [], preferredFacets: [], ...seen }
    }
    return row === undefined ? undefined : { ...row, ...changeOf(row, event), ...seen }
  },
}

function changeOf(row: PersonRow, event: Told<PersonEvent>): Partial<PersonRow> {
  switch (event.type) {
    case 'PersonDetailsCorrected':
      return { details: event.data.details }
    case 'PreferencesEdited':
      return { preferences: { ...row.preferences, ...event.data.changes } }
    case 'IdentifierLinked':
      return { identifiers: [...row.identifiers, event.data.identifier] }
    case 'IdentifierUnlinked': {
      const { system, value } = event.data.identifier
      return {
        identifiers: row.identifiers.filter(
          (each) => each.system !== system || each.value !== value,
        ),
      }
    }
    case 'MatchingFacetsOpened':
      return { facets: event.data.facets, preferredFacets: event.data.preferredFacets }
    default:
      return {}
  }
}
