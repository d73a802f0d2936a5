import { projection, unchanged, type Instant } from '@careloom/event-sourcing'
import {
  changedPreferences,
  type ContactPreferences,
  type PersonDetails,
  type PersonIdentifier,
} from '../../domain/person-details.ts'
import type { PersonEvent } from '../../domain/person.ts'

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

export const personList = projection<PersonEvent, PersonRow>({
  name: 'person-list',
  version: 3,
  key: ({ personId }) => personId,
  person: ({ personId }) => personId,
  on: {
    PersonRegistered: (_row, { registeredAt: _at, ...registered }, event) => ({
      ...registered,
      facets: [],
      preferredFacets: [],
      ...seen(event),
    }),
    PersonDetailsCorrected: (row, { details }, event) => row && { ...row, details, ...seen(event) },
    IdentifierLinked: (row, { identifier }, event) =>
      row && { ...row, identifiers: [...row.identifiers, identifier], ...seen(event) },
    IdentifierUnlinked: (row, { identifier }, event) =>
      row && { ...row, identifiers: without(row.identifiers, identifier), ...seen(event) },
    PreferencesEdited: (row, { changes }, event) =>
      row && { ...row, preferences: changedPreferences(row.preferences, changes), ...seen(event) },
    MatchingFacetsOpened: (row, { facets, preferredFacets }, event) =>
      row && { ...row, facets, preferredFacets, ...seen(event) },
    // The row goes with the key.
    PersonErased: unchanged,
  },
})

const seen = ({ revision, time }: { readonly revision: number; readonly time: Instant }) => ({
  revision,
  changedAt: time,
})

function without(
  identifiers: readonly PersonIdentifier[],
  { system, value }: PersonIdentifier,
): readonly PersonIdentifier[] {
  return identifiers.filter((each) => each.system !== system || each.value !== value)
}
