import type { Topic } from '@careloom/event-sourcing'
import type * as consentEvents from '../gen/careloom/people/v1/consent_events.ts'
import type * as personEvents from '../gen/careloom/people/v1/person_events.ts'
import type { PublishedEvents } from './published.ts'

export * from '../gen/careloom/people/v1/service.ts'
export type { PersonDetails } from '../gen/careloom/people/v1/person.ts'

export type PublishedPersonEvent = PublishedEvents<typeof personEvents>
export const personTopic: Topic<PublishedPersonEvent> = 'careloom.people.person.v1'

export type PublishedConsentEvent = PublishedEvents<typeof consentEvents>
export const consentTopic: Topic<PublishedConsentEvent> = 'careloom.people.consent.v1'
