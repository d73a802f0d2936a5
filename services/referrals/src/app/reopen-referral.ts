import { later, refuse, type Metadata } from '@careloom/event-sourcing'
import type { ReferralId } from '../domain/ids.ts'
import { referralStream, type OpenReferrals, type ReferralOutcome } from './open-referrals.ts'

export type Reopener = 'person' | 'programme'
const hourMs = 3_600_000
/** Of a programme that is not in the catalogue any more. */
const usualPromiseHours = 72

export async function reopenReferral(
  { handle, requestOf, programs, clock }: OpenReferrals,
  referralId: ReferralId,
  reopenedBy: Reopener,
  metadata: Metadata,
): Promise<ReferralOutcome> {
  const first = await requestOf(referralId)
  if (first === undefined) return refuse('not-found', 'referral-not-found')
  const { personId, programId } = first.data
  const at = clock()
  const promiseHours = programs.find(programId)?.promiseHours ?? usualPromiseHours
  const firstContactDueAt = later(at, promiseHours * hourMs)
  const data = { referralId, personId, at, firstContactDueAt, reopenedBy }
  const command = { type: 'ReopenReferral', data } as const
  return handle(referralStream(referralId), command, { ...metadata, person: personId })
}
