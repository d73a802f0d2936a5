import {
  ConsentExpired,
  ConsentGranted,
  ConsentNarrowed,
  ConsentRevoked,
  IdentifierLinked,
  IdentifierUnlinked,
  MatchingFacetsOpened,
  PersonDetailsChanged,
  PersonErased,
  PersonPreferencesChanged,
  PersonRegistered,
} from '../gen/careloom/people/v1/events.ts'
import type { PublishedEvents } from './published.ts'

export type { PersonDetails } from '../gen/careloom/people/v1/events.ts'

export const personTopic = 'careloom.people.person.v1'
export const personCodecs = {
  PersonRegistered,
  PersonDetailsChanged,
  PersonPreferencesChanged,
  IdentifierLinked,
  IdentifierUnlinked,
  MatchingFacetsOpened,
  PersonErased,
}
export type PublishedPersonEvent = PublishedEvents<typeof personCodecs>

export const consentTopic = 'careloom.people.consent.v1'
export const consentCodecs = { ConsentGranted, ConsentNarrowed, ConsentRevoked, ConsentExpired }
export type PublishedConsentEvent = PublishedEvents<typeof consentCodecs>

export * from '../gen/careloom/people/v1/service.ts'
