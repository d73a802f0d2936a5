import {
  codeSystems,
  confidentiality,
  fulfill,
  part2 as part2Label,
  peerServices,
  referralToPeerSupport,
  requestPriorities,
  snomedUsEdition,
  type TaskStatus,
} from '@careloom/terminology'
import { identifiersOf, Reader } from '../reader.ts'
import { compact, concept, reference, usCore, type Meta, type Resource } from '../resource.ts'
import type { Identifier } from './patient.ts'

/** What of a referral FHIR shows; the referral's own words for its status. */
export type ReferralFacts = {
  readonly referralId: string
  readonly personId: string
  readonly programId: string
  readonly organizationId: string
  readonly referrerOrganizationId: string
  readonly urgency: string
  readonly reasonInOwnWords?: string | undefined
  readonly identifiers: readonly Identifier[]
  readonly consentId?: string | undefined
  readonly requestedAt: string
  readonly firstContactDueAt: string
  readonly part2: boolean
  readonly status: string
  readonly statusReason?: string | undefined
  readonly peerWorkerId?: string | undefined
  readonly careTeamId?: string | undefined
}

/**
 * Gravity SDOHCC's Task statuses (TaskForReferralManagement), which know neither `ready` nor `received`. The person's no
 * is no status of any guide: `cancelled` with its reason.
 */
const taskStatus: Readonly<Record<string, TaskStatus>> = {
  requested: 'requested',
  'information-requested': 'requested',
  accepted: 'accepted',
  waitlisted: 'on-hold',
  matched: 'in-progress',
  'in-progress': 'in-progress',
  rejected: 'rejected',
  declined: 'cancelled',
  'cancellation-requested': 'in-progress',
  cancelled: 'cancelled',
  completed: 'completed',
  'ended-unable': 'failed',
  expired: 'failed',
}

const reasons: Readonly<Record<string, string>> = {
  'information-requested': 'The programme needs more information.',
  waitlisted: 'Waiting for a free peer.',
  declined: 'The person said no.',
  'cancellation-requested': 'Cancellation was requested and awaits confirmation.',
  expired: 'Nobody answered in time.',
}

/** Where it stands, for whoever reads the Task in a chart. */
const words: Readonly<Record<string, string>> = {
  requested: 'Sent, not answered yet',
  'information-requested': 'The programme asks a question',
  accepted: 'Accepted, the person is choosing a peer',
  waitlisted: 'Waiting for a free peer',
  matched: 'Person and peer said yes to each other',
  'in-progress': 'Person and peer work together',
  rejected: 'Turned down by the programme',
  declined: 'The person said no',
  'cancellation-requested': 'Cancellation requested',
  cancelled: 'Cancelled',
  completed: 'Closed',
  'ended-unable': 'Could not be carried out',
  expired: 'Ran out without an answer',
}

/** BSeR TaskBusinessStatusCS, which says more than the status alone. */
const businessStatus: Readonly<Record<string, string>> = {
  requested: '2.0',
  accepted: '3.0',
  rejected: '4.0',
  'cancellation-requested': '5.2',
  cancelled: '6.0',
  declined: '6.0',
  completed: '7.0',
}

export function toTask(facts: ReferralFacts): Resource {
  const reason = facts.statusReason ?? reasons[facts.status]
  const business = businessStatus[facts.status]
  const said = words[facts.status] ?? facts.status
  return compact({
    resourceType: 'Task',
    id: facts.referralId,
    meta: labelled(
      facts,
      'http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/SDOHCC-TaskForReferralManagement',
    ),
    status: taskStatus[facts.status] ?? 'requested',
    statusReason: reason === undefined ? undefined : { text: reason },
    businessStatus:
      business === undefined
        ? { text: said }
        : concept(
            {
              system: 'http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS',
              code: business,
            },
            said,
          ),
    intent: 'order',
    priority: facts.urgency,
    code: concept(fulfill),
    description: 'Referral to peer support',
    focus: reference('ServiceRequest', facts.referralId),
    for: reference('Patient', facts.personId),
    authoredOn: facts.requestedAt,
    requester: reference('Organization', facts.referrerOrganizationId),
    owner: reference('Organization', facts.organizationId),
    restriction: { period: { end: facts.firstContactDueAt } },
    output:
      facts.careTeamId === undefined
        ? []
        : [
            {
              type: { text: 'Care team' },
              valueReference: reference('CareTeam', facts.careTeamId),
            },
          ],
  })
}

const requestStatus: Readonly<Record<string, string>> = {
  cancelled: 'revoked',
  declined: 'revoked',
  completed: 'completed',
}

export function toServiceRequest(facts: ReferralFacts): Resource {
  return compact({
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
    priority: facts.urgency,
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

/** `meta` with its profile and, where Part 2 applies, DS4P's label: restricted, with the basis on it. */
export function labelled({ part2 }: { part2: boolean }, profile: string): Meta {
  if (!part2) return { profile: [profile] }
  const basis = {
    url: 'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-sec-label-basis',
    valueCoding: part2Label,
  }
  return { profile: [profile], security: [{ ...confidentiality.restricted, extension: [basis] }] }
}

export type NewReferral = {
  personId: string
  programId: string | undefined
  urgency: string
  reasonInOwnWords: string | undefined
  identifiers: Identifier[]
}

/** @throws FhirProblem naming every fault by its FHIRPath */
export function fromServiceRequest(body: unknown): NewReferral {
  const request = new Reader(body, 'ServiceRequest')
  const status = request.required('status')
  if (status !== '' && status !== 'active')
    request.fault(
      'business-rule',
      'must be active: a referral can only be sent while it is',
      'status',
    )
  const intent = request.required('intent')
  if (intent !== '' && intent !== 'order') request.fault('business-rule', 'must be order', 'intent')
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

function asksForPeerSupport(request: Reader): boolean {
  return request
    .codings('code')
    .some(({ code }) => code === referralToPeerSupport.code || code === peerServices.code)
}

function programOf(request: Reader): string | undefined {
  for (const performer of request.list('performer')) {
    const text = performer.string('reference', 300)
    if (text?.startsWith('HealthcareService/') === true)
      return text.slice('HealthcareService/'.length)
  }
  return undefined
}

/** What a change of Task.status asks for. Everything else of a Task is ours. */
export function fromTask(body: unknown): { status: string; reason: string | undefined } {
  const task = new Reader(body, 'Task')
  const status = task.required('status')
  const reason = task.object('statusReason')?.string('text', 300)
  task.done()
  return { status, reason }
}
