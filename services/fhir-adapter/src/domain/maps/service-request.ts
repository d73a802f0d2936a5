import {
  codeSystems,
  peerServices,
  referralToPeerSupport,
  requestPriorities,
  snomedUsEdition,
  type RequestStatus,
} from '@careloom/terminology'
import { identifiersOf, isOneOf, Reader } from '../reader.ts'
import { compact, concept, oneOf, reference, usCore, type ResourceOf } from '../resource.ts'
import type { Identifier } from './patient.ts'
import { labelled } from './security-label.ts'
import type { ReferralFacts } from './task.ts'

const requestStatus: Readonly<Record<string, RequestStatus>> = {
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
    status: requestStatus[facts.status] ?? 'active',
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

export type NewReferral = {
  personId: string
  programId: string | undefined
  urgency: string
  reasonInOwnWords: string | undefined
  identifiers: Identifier[]
}

/** @throws FhirProblem naming every fault by its FHIRPath */
export function fromServiceRequest(body: unknown, base?: string): NewReferral {
  const request = requestReader(body, base)
  const status = request.required('status')
  if (status !== '' && status !== 'active')
    request.fault(
      'business-rule',
      'must be active: a referral can only be sent while it is',
      'status',
    )
  if (!request.has('intent')) request.fault('required', 'is required', 'intent')
  if (!asksForPeerSupport(request))
    request.fault(
      'business-rule',
      `must hold SNOMED CT ${referralToPeerSupport.code} or HCPCS ${peerServices.code}: nothing else can be referred here`,
      'code',
    )
  if (!request.has('subject')) request.fault('required', 'is required', 'subject')
  const referral = {
    personId: request.referenceTo('subject', 'Patient') ?? '',
    programId: programOf(request),
    urgency: request.code('priority', requestPriorities) ?? 'routine',
    reasonInOwnWords: request.list('note')[0]?.string('text', 1_000),
    identifiers: identifiersOf(request),
  }
  request.done()
  return referral
}

/** What a change of a ServiceRequest asks for: its status. Everything else of it stays as it was ordered. */
export function fromServiceRequestUpdate(body: unknown): { status: string } {
  const request = requestReader(body)
  const status = request.required('status')
  request.done()
  return { status }
}

/** What must not be done is nothing that can be referred (FHIR R4 ServiceRequest.doNotPerform: a modifier). */
function requestReader(body: unknown, base?: string): Reader {
  const request = new Reader(body, 'ServiceRequest', { base })
  const intent = request.string('intent')
  if (intent !== undefined && intent !== 'order')
    request.fault('business-rule', 'must be order', 'intent')
  if (request.boolean('doNotPerform') === true)
    request.fault('not-supported', 'must not be true: only what is wanted is done', 'doNotPerform')
  return request
}

function asksForPeerSupport(request: Reader): boolean {
  return request
    .codings('code')
    .some((coding) => isOneOf(coding, referralToPeerSupport, peerServices))
}

/** The one programme that is asked; nobody else can be asked with it. */
function programOf(request: Reader): string | undefined {
  const [program, second] = request.list('performer')
  second?.fault('not-supported', 'is one too many: one programme is asked')
  return program?.reference('HealthcareService')
}
