import {
  codeSystems,
  peerServices,
  referralToPeerSupport,
  requestPriorities,
  snomedUsEdition,
  type ReferralStatus,
  type RequestStatus,
} from '@careloom/terminology'
import { compact, concept, oneOf, reference, usCore, type ResourceOf } from '../resource.ts'
import { labelled } from './security-label.ts'
import type { ReferralFacts } from './task.ts'

/** Whether it is still wanted: what a programme could not do, the requester may still want. */
const requestStatus: Readonly<Record<ReferralStatus, RequestStatus>> = {
  requested: 'active',
  'information-requested': 'active',
  accepted: 'active',
  waitlisted: 'active',
  matched: 'active',
  'in-progress': 'active',
  'cancellation-requested': 'active',
  rejected: 'active',
  expired: 'active',
  'ended-unable': 'active',
  cancelled: 'revoked',
  declined: 'revoked',
  completed: 'completed',
}

export function toServiceRequest(facts: ReferralFacts): ResourceOf<'ServiceRequest'> {
  return compact<ResourceOf<'ServiceRequest'>>({
    resourceType: 'ServiceRequest',
    id: facts.referralId,
    meta: labelled(facts, usCore('servicerequest')),
    identifier: facts.identifiers.map(({ system, value }) => ({ system, value })),
    status: requestStatus[facts.status],
    intent: 'order',
    category: [
      concept({
        system: codeSystems.snomed,
        code: '410606002',
        display: 'Social service procedure',
      }),
    ],
    priority: oneOf(requestPriorities, facts.urgency),
    code: {
      coding: [{ ...referralToPeerSupport, version: snomedUsEdition }, peerServices],
      text: 'Referral to peer support',
    },
    subject: reference('Patient', facts.personId),
    authoredOn: facts.requestedAt,
    requester: reference('Organization', facts.referrerOrganizationId),
    performer: [reference('HealthcareService', facts.programId)],
    supportingInfo: facts.consentId === undefined ? [] : [reference('Consent', facts.consentId)],
    note:
      facts.reasonInOwnWords === undefined
        ? []
        : [{ authorReference: reference('Patient', facts.personId), text: facts.reasonInOwnWords }],
  })
}
