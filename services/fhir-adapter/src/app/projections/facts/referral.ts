import type { ResourceType } from '../../../domain/resource.ts'
import type { Facts, FactsOf, FhirSourceEvent, SourceEvent } from './facts.ts'

const statusAfter: Partial<Record<FhirSourceEvent['type'], string>> = {
  InformationRequested: 'information-requested',
  InformationProvided: 'requested',
  ReferralAccepted: 'accepted',
  ReferralRejected: 'rejected',
  ReferralWaitlisted: 'waitlisted',
  ReferralMatched: 'matched',
  ReferralStarted: 'in-progress',
  ReferralDeclined: 'declined',
  CancellationRequested: 'cancellation-requested',
  ReferralCancelled: 'cancelled',
  ReferralCompleted: 'completed',
  ReferralEndedUnable: 'ended-unable',
  ReferralExpired: 'expired',
  ReferralReopened: 'requested',
}

/** A ServiceRequest is the request: of what follows it only shows whether it is still wanted. */
const changesRequest: readonly string[] = [
  'ReferralCancelled',
  'ReferralDeclined',
  'ReferralCompleted',
  'ReferralReopened',
]

export function referralAfter(
  type: ResourceType,
  before: FactsOf<'referral'>,
  event: SourceEvent,
): Facts | undefined {
  if (type === 'ServiceRequest' && !changesRequest.includes(event.type)) return undefined
  // Every event makes a version of the Task, so that its version is the stream's revision: `If-Match` compares them.
  const status = statusAfter[event.type] ?? before.referral.status
  const careTeamId =
    event.type === 'ReferralStarted' ? event.data.careTeamId : before.referral.careTeamId
  const statusReason =
    event.type === 'ReferralRejected' || event.type === 'ReferralEndedUnable'
      ? event.data.reasonCode
      : undefined
  const peerWorkerId =
    event.type === 'ReferralMatched' ? event.data.peerWorkerId : before.referral.peerWorkerId
  return {
    ...before,
    referral: { ...before.referral, status, statusReason, peerWorkerId, careTeamId },
  }
}
