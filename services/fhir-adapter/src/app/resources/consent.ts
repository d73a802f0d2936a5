import { consentTopic, type PublishedConsentEvent } from '@careloom/proto/people'
import { toConsent, type ConsentFacts } from '../../domain/maps/consent.ts'
import type { ResourceOf } from '../../domain/resource.ts'
import {
  category,
  date,
  identifier,
  indexed,
  personBy,
  reference,
  status,
} from '../../domain/search/parameter.ts'
import { createConsent } from './consent-create.ts'
import { made } from './module.ts'

type Consent = ResourceOf<'Consent'>
const of = ({ consentId }: { consentId: string }) => consentId
const ends = { of, change: (before: ConsentFacts) => ({ ...before, active: false }) }

export const consent = made<'Consent', PublishedConsentEvent, ConsentFacts>({
  type: 'Consent',
  class: 'consent',
  profile: 'https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentIntermediate',
  topic: consentTopic,
  on: {
    ConsentGranted: {
      of,
      first: ({ consentId, ...grant }) => ({ consentId, active: true, grant }),
    },
    ConsentNarrowed: {
      of,
      change: (before, { receivingOrganizationIds, categories }) => ({
        ...before,
        grant: { ...before.grant, receivingOrganizationIds, categories },
      }),
    },
    ConsentRevoked: ends,
    ConsentExpired: ends,
  },
  about: ({ grant }) => ({
    person: grant.personId,
    parties: [...grant.disclosingOrganizationIds, ...grant.receivingOrganizationIds],
  }),
  toFhir: toConsent,
  search: [
    identifier,
    ...personBy((r: Consent) => r.patient, 'patient'),
    status,
    category,
    indexed(date('date', (r: Consent) => r.dateTime)),
    indexed(reference('organization', (r: Consent) => r.organization)),
  ],
  create: createConsent,
  conditionalCreate: true,
})
