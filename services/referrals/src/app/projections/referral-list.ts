import { projection, type Instant } from '@careloom/event-sourcing'
import type { ReferralStatus } from '@careloom/terminology'
import { isOver, statusAfter } from '../../domain/referral-state.ts'
import type { ReferralEvent, Request } from '../../domain/referral-events.ts'

/** One referral as it stands: for the coordinator's queue, the referrer's list and FHIR reads. Holds no name but the referrer's. */
export type ReferralRow = Request & {
  readonly revision: number
  readonly status: ReferralStatus
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
  /** Where it ended: tells which of several ended last, whatever the clock said. */
  readonly closedPosition?: number
  readonly question?: string
  readonly questionAskedBy?: string
  readonly questionAskedAt?: Instant
  readonly answer?: string
  readonly reasonCode?: string
  readonly cancellationReason?: string | undefined
}

export const referralList = projection<ReferralEvent, ReferralRow>({
  name: 'referral-list',
  version: 6,
  key: ({ referralId }) => referralId,
  person: ({ personId }) => personId,
  on: {
    ReferralRequested: (_row, request, { revision }) => ({
      ...request,
      revision,
      status: 'requested',
      overdue: false,
      escalated: false,
    }),
    InformationRequested: moved(({ question, askedBy, at }) => ({
      question,
      questionAskedBy: askedBy,
      questionAskedAt: at,
    })),
    InformationProvided: moved(({ answer }) => ({ answer })),
    ReferralAccepted: moved(({ at, acceptedBy }) => ({ acceptedAt: at, acceptedBy })),
    ReferralRejected: moved(({ reasonCode }) => ({ reasonCode })),
    ReferralWaitlisted: moved(),
    ReferralMatched: moved(({ at, peerWorkerId, assignmentId }) => ({
      matchedAt: at,
      peerWorkerId,
      assignmentId,
    })),
    ReferralStarted: moved(({ at, careTeamId }) => ({ startedAt: at, careTeamId })),
    FirstContactMade: (row, { at }, { revision }) =>
      row && { ...row, revision, firstContactAt: at, overdue: false },
    FirstContactOverdue: (row, _data, { revision }) => row && { ...row, revision, overdue: true },
    ReferralEscalated: (row, _data, { revision }) => row && { ...row, revision, escalated: true },
    ReferralDeclined: moved(),
    CancellationRequested: moved(({ reason }) => ({ cancellationReason: reason })),
    ReferralCancelled: moved(),
    ReferralCompleted: moved(),
    ReferralEndedUnable: moved(({ reasonCode }) => ({ reasonCode })),
    ReferralExpired: moved(),
    ReferralReopened: askedAnew,
  },
  indexes: {
    organization: (row) => [`${row.organizationId} ${openness(row)} ${row.firstContactDueAt}`],
    person: (row) => [`${row.personId} ${openness(row)} ${row.requestedAt}`],
    referrer: (row) => [`${row.referrerId} ${openness(row)} ${row.requestedAt}`],
  },
})

/** Sorts open referrals before those that are over. */
function openness({ status }: ReferralRow): string {
  return isOver(status) ? 'over' : 'open'
}

/** What came of it the first time is over; what was asked stands. */
function askedAnew(
  row: ReferralRow | undefined,
  { firstContactDueAt }: { readonly firstContactDueAt: Instant },
  { revision }: { readonly revision: number },
): ReferralRow | undefined {
  if (row === undefined) return undefined
  const { acceptedAt, acceptedBy, closedAt, closedPosition, reasonCode, ...asked } = row
  const anew = { status: 'requested', overdue: false, escalated: false } as const
  return { ...asked, ...anew, revision, firstContactDueAt }
}

type Moving = Extract<ReferralEvent, { type: keyof typeof statusAfter }>
type At = {
  readonly type: Moving['type']
  readonly revision: number
  readonly position: number
}

/** The referral has another status by the event, and what the event says besides. */
function moved<Data extends { readonly at: Instant }>(
  change: (data: Data) => Partial<ReferralRow> = () => ({}),
) {
  return (
    row: ReferralRow | undefined,
    data: Data,
    { type, revision, position }: At,
  ): ReferralRow | undefined => {
    const status = statusAfter[type]
    const closed = isOver(status) ? { closedAt: data.at, closedPosition: position } : {}
    return row && { ...row, revision, status, ...closed, ...change(data) }
  }
}
