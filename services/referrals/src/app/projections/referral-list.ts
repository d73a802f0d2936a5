import type { Event, Instant, Projection, Told } from '@careloom/event-sourcing'
import { isOver, statusAfter, type Status } from '../../domain/referral-state.ts'
import type { ReferralEvent, Request } from '../../domain/referral-events.ts'

/** The person asked to be forgotten; told by `people`. */
export type PersonErased = Event<'PersonErased', { readonly personId: string }>

/** One referral as it stands: for the coordinator's queue, the referrer's list and FHIR reads. Holds no name but the referrer's. */
export type ReferralRow = Request & {
  readonly revision: number
  readonly status: Status
  readonly overdue: boolean
  readonly escalated: boolean
  readonly acceptedAt?: Instant
  readonly acceptedBy?: string
  readonly matchedAt?: Instant
  readonly peerWorkerId?: string
  readonly assignmentId?: string
  readonly firstContactAt?: Instant
  readonly startedAt?: Instant
  readonly careTeamId?: string
  readonly closedAt?: Instant
  readonly question?: string
  readonly questionAskedBy?: string
  readonly questionAskedAt?: Instant
  readonly answer?: string
  readonly reasonCode?: string
}

export const referralList: Projection<ReferralEvent | PersonErased, ReferralRow> = {
  name: 'referral-list',
  version: 3,
  handles: [
    'ReferralRequested',
    'InformationRequested',
    'InformationProvided',
    'ReferralAccepted',
    'ReferralRejected',
    'ReferralWaitlisted',
    'ReferralMatched',
    'ReferralStarted',
    'FirstContactMade',
    'FirstContactOverdue',
    'ReferralEscalated',
    'ReferralDeclined',
    'CancellationRequested',
    'ReferralCancelled',
    'ReferralCompleted',
    'ReferralEndedUnable',
    'ReferralExpired',
    'ReferralReopened',
    'PersonErased',
  ],
  keysOf: (event, lookup) =>
    event.type === 'PersonErased' ? lookup('of', event.data.personId) : [event.data.referralId],
  project(row, event) {
    if (event.type === 'PersonErased') return null
    if (event.type === 'ReferralRequested')
      return {
        ...event.data,
        revision: event.revision,
        status: 'requested',
        overdue: false,
        escalated: false,
      }
    if (row === undefined) return undefined
    if (event.type === 'ReferralReopened') return askedAnew(row, event)
    return { ...row, ...changeOf(event), revision: event.revision }
  },
  indexes: {
    organization: (row) => [`${row.organizationId} ${openness(row)} ${row.firstContactDueAt}`],
    person: (row) => [`${row.personId} ${openness(row)} ${row.requestedAt}`],
    of: (row) => [row.personId],
    referrer: (row) => [`${row.referrerId} ${openness(row)} ${row.requestedAt}`],
  },
}

/** Sorts open referrals before those that are over. */
const openness = (row: ReferralRow): string => (isOver(row.status) ? 'over' : 'open')

/** What came of it the first time is over; what was asked stands. */
function askedAnew(
  row: ReferralRow,
  { data, revision }: Extract<Told<ReferralEvent>, { type: 'ReferralReopened' }>,
): ReferralRow {
  const { acceptedAt, acceptedBy, closedAt, reasonCode, ...asked } = row
  return {
    ...asked,
    revision,
    status: 'requested',
    overdue: false,
    escalated: false,
    firstContactDueAt: data.firstContactDueAt,
  }
}

type Later = Exclude<Told<ReferralEvent>, { type: 'ReferralRequested' | 'ReferralReopened' }>

function changeOf(event: Later): Partial<ReferralRow> {
  const { at } = event.data
  switch (event.type) {
    case 'FirstContactMade':
      return { firstContactAt: at, overdue: false }
    case 'FirstContactOverdue':
      return { overdue: true }
    case 'ReferralEscalated':
      return { escalated: true }
    default: {
      const status = statusAfter[event.type]
      return { status, ...(isOver(status) ? { closedAt: at } : {}), ...detailOf(event) }
    }
  }
}

function detailOf(event: Later): Partial<ReferralRow> {
  switch (event.type) {
    case 'InformationRequested':
      return {
        question: event.data.question,
        questionAskedBy: event.data.askedBy,
        questionAskedAt: event.data.at,
      }
    case 'InformationProvided':
      return { answer: event.data.answer }
    case 'ReferralAccepted':
      return { acceptedAt: event.data.at, acceptedBy: event.data.acceptedBy }
    case 'ReferralMatched':
      return {
        matchedAt: event.data.at,
        peerWorkerId: event.data.peerWorkerId,
        assignmentId: event.data.assignmentId,
      }
    case 'ReferralStarted':
      return { startedAt: event.data.at, careTeamId: event.data.careTeamId }
    case 'ReferralRejected':
    case 'ReferralEndedUnable':
      return { reasonCode: event.data.reasonCode }
    default:
      return {}
  }
}
