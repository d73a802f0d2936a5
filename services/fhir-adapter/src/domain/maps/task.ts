import {
  fulfill,
  requestPriorities,
  type ReferralStatus,
  type TaskStatus,
} from '@careloom/terminology'
import { Reader } from '../reader.ts'
import { compact, concept, oneOf, reference, type ResourceOf } from '../resource.ts'
import type { Identifier } from './patient.ts'
import { labelled } from './security-label.ts'

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
  readonly status: ReferralStatus
  readonly statusReason?: string | undefined
  readonly peerWorkerId?: string | undefined
  readonly careTeamId?: string | undefined
}

/**
 * Gravity SDOHCC's Task statuses (TaskForReferralManagement), which know neither `ready` nor `received`. The person's no
 * is no status of any guide: `cancelled` with its reason.
 */
const taskStatus: Readonly<Record<ReferralStatus, TaskStatus>> = {
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

const reasons: Readonly<Partial<Record<ReferralStatus, string>>> = {
  'information-requested': 'The programme needs more information.',
  waitlisted: 'Waiting for a free peer.',
  declined: 'The person said no.',
  'cancellation-requested': 'Cancellation was requested and awaits confirmation.',
  expired: 'Nobody answered in time.',
}

/** Where it stands, for whoever reads the Task in a chart. */
const words: Readonly<Record<ReferralStatus, string>> = {
  requested: 'Sent, not answered yet',
  'information-requested': 'The programme asks a question',
  accepted: 'Accepted, a peer is being looked for',
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
const businessStatus: Readonly<Partial<Record<ReferralStatus, string>>> = {
  requested: '2.0',
  accepted: '3.0',
  rejected: '4.0',
  'cancellation-requested': '5.2',
  cancelled: '6.0',
  declined: '6.0',
  completed: '7.0',
}

export function toTask(facts: ReferralFacts): ResourceOf<'Task'> {
  const reason = facts.statusReason ?? reasons[facts.status]
  const business = businessStatus[facts.status]
  const said = words[facts.status]
  return compact<ResourceOf<'Task'>>({
    resourceType: 'Task',
    id: facts.referralId,
    meta: labelled(
      facts,
      'http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/SDOHCC-TaskForReferralManagement',
    ),
    status: taskStatus[facts.status],
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
    priority: oneOf(requestPriorities, facts.urgency),
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

/** What a change of Task.status asks for. Everything else of a Task is ours. */
export function fromTask(body: unknown): { status: string; reason: string | undefined } {
  const task = new Reader(body, 'Task')
  const status = task.required('status')
  const intent = task.string('intent')
  if (intent !== undefined && intent !== 'order')
    task.fault('not-supported', 'must be order', 'intent')
  const reason = task.object('statusReason')?.string('text', 300)
  task.done()
  return { status, reason }
}
