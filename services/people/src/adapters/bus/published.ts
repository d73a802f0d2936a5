import type { Told } from '@careloom/event-sourcing'
import type { PublishedConsentEvent, PublishedPersonEvent } from '@careloom/proto/people'
import type { ConsentEvent } from '../../domain/consent.ts'
import type { ErasureEvent } from '../../domain/erasure.ts'
import type { PersonEvent } from '../../domain/person.ts'
import { dayOf, namesOf, preferencesOf, signedAt } from '../wire.ts'

/** Private event in, contract out. */
export function publishedPerson(
  event: Told<PersonEvent | ErasureEvent>,
): PublishedPersonEvent | undefined {
  switch (event.type) {
    case 'PersonRegistered': {
      const { personId, organizationId, details, preferences, identifiers } = event.data
      const names = { ...namesOf(details), ...preferencesOf(preferences) }
      return {
        type: event.type,
        data: {
          personId,
          organizationId,
          details: names,
          identifiers: identifiers.map(({ system, value }) => ({ system, value })),
        },
      }
    }
    case 'PersonDetailsCorrected':
      return {
        type: 'PersonDetailsChanged',
        data: { personId: event.data.personId, ...namesOf(event.data.details) },
      }
    case 'PreferencesEdited':
      return {
        type: 'PersonPreferencesChanged',
        data: { personId: event.data.personId, ...preferencesOf(event.data.changes) },
      }
    case 'IdentifierLinked':
    case 'IdentifierUnlinked': {
      const { personId, identifier } = event.data
      return {
        type: event.type,
        data: { personId, identifier: { system: identifier.system, value: identifier.value } },
      }
    }
    case 'MatchingFacetsOpened': {
      const { personId, facets, preferredFacets } = event.data
      return {
        type: event.type,
        data: { personId, facets: [...facets], preferredFacets: [...preferredFacets] },
      }
    }
    // Said twice: at once, and again when nothing of the person can be read any more. A read model that took in
    // something of theirs in between drops it then.
    case 'ErasureOrdered':
    case 'ErasureCarriedOut':
      return { type: 'PersonErased', data: { personId: event.data.personId } }
    default:
      return undefined
  }
}

export function publishedConsent(event: Told<ConsentEvent>): PublishedConsentEvent | undefined {
  switch (event.type) {
    case 'ConsentGranted': {
      const { consentId, personId, programId, part2, scope, text, identifier } = event.data
      return {
        type: event.type,
        data: {
          consentId,
          personId,
          programId: programId ?? undefined,
          part2,
          disclosingOrganizationIds: text.disclosers.flatMap(
            ({ organizationId }) => organizationId ?? [],
          ),
          receivingOrganizationIds: [...scope.recipients],
          categories: [...scope.categories],
          purposes: [...scope.purposes],
          expiresOn: dayOf(scope.until),
          textVersion: text.textVersion,
          signedName: text.signature?.signedByName ?? '',
          signedAt: signedAt(text, event.data.grantedAt),
          identifier: identifier === undefined ? undefined : { ...identifier },
        },
      }
    }
    case 'ConsentNarrowed': {
      const { consentId, personId, scope } = event.data
      return {
        type: event.type,
        data: {
          consentId,
          personId,
          receivingOrganizationIds: [...scope.recipients],
          categories: [...scope.categories],
        },
      }
    }
    case 'ConsentRevoked':
    case 'ConsentExpired':
      return {
        type: event.type,
        data: { consentId: event.data.consentId, personId: event.data.personId },
      }
    default:
      return undefined
  }
}
