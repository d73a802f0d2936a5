import { pick, publishes, type Days } from '@careloom/event-sourcing'
import {
  consentTopic,
  personTopic,
  type PublishedConsentEvent,
  type PublishedPersonEvent,
} from '@careloom/proto/people'
import type { ConsentEvent } from '../../domain/consent.ts'
import type { ErasureEvent } from '../../domain/erasure.ts'
import type { PersonEvent } from '../../domain/person.ts'
import { lastDayOf, namesOf, preferencesOf, signedAt } from '../wire/person.ts'

const identifierOf = pick('system', 'value')

export const publishedPeople = publishes<
  Exclude<PersonEvent, { type: 'PersonErased' }> | ErasureEvent,
  PublishedPersonEvent
>(personTopic, {
  PersonRegistered: ({ personId, organizationId, details, preferences, identifiers }) => ({
    personId,
    organizationId,
    details: { ...namesOf(details), ...preferencesOf(preferences) },
    identifiers: identifiers.map(identifierOf),
  }),
  PersonDetailsCorrected: ({ personId, details }) => ({ personId, ...namesOf(details) }),
  PreferencesEdited: ({ personId, changes }) => ({ personId, ...preferencesOf(changes) }),
  IdentifierLinked: ({ personId, identifier }) => ({
    personId,
    identifier: identifierOf(identifier),
  }),
  IdentifierUnlinked: ({ personId, identifier }) => ({
    personId,
    identifier: identifierOf(identifier),
  }),
  MatchingFacetsOpened: pick('personId', 'facets', 'preferredFacets'),
  // Said with the order, and again when the key is gone: whoever holds something for the person lets it go.
  PersonErased: {
    from: ['ErasureOrdered', 'ErasureCarriedOut'],
    as: ({ data: { personId } }) => ({ personId }),
  },
})

export const publishedConsents = (days: Days) =>
  publishes<ConsentEvent, PublishedConsentEvent>(consentTopic, {
    ConsentGranted: ({
      consentId,
      personId,
      programId,
      part2,
      scope,
      text,
      identifier,
      grantedAt,
    }) => ({
      consentId,
      personId,
      programId,
      part2,
      disclosingOrganizationIds: text.disclosers.flatMap(
        ({ organizationId }) => organizationId ?? [],
      ),
      receivingOrganizationIds: scope.recipients,
      categories: scope.categories,
      purposes: scope.purposes,
      expiresOn: lastDayOf(scope.until, days),
      textVersion: text.textVersion,
      signedName: text.signature?.signedByName ?? '',
      signedAt: signedAt(text, grantedAt),
      identifier: identifier === undefined ? undefined : { ...identifier },
    }),
    ConsentNarrowed: ({ consentId, personId, scope }) => ({
      consentId,
      personId,
      receivingOrganizationIds: scope.recipients,
      categories: scope.categories,
    }),
    ConsentRevoked: pick('consentId', 'personId'),
    ConsentExpired: pick('consentId', 'personId'),
  })
