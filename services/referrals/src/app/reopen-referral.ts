import { later, refuse, type Metadata } from '@careloom/event-sourcing'
import type { ReferralId } from '../domain/ids.ts'
import type { ReferralCommand, Request } from '../domain/referral-events.ts'
import {
  openAlready,
  referralStream,
  type OpenReferrals,
  type ReferralOutcome,
} from './open-referrals.ts'

export type Reopener = 'person' | 'programme'
const hourMs = 3_600_000
/** Of a programme that is not in the catalogue any more. */
const usualPromiseHours = 72

export async function reopenReferral(
  referrals: OpenReferrals,
  referralId: ReferralId,
  reopenedBy: Reopener,
  callMetadata: Metadata,
): Promise<ReferralOutcome> {
  const first = await referrals.requestOf(referralId)
  if (first === undefined) return refuse('not-found', 'referral-not-found')
  const metadata = { ...callMetadata, person: first.data.personId }
  const { claim, handle, isOpen, holds } = referrals
  const command = reopening(referrals, first.data, reopenedBy)
  const stream = referrals.claimOf(first.data)
  for (;;) {
    const made = await claim.createOnce(stream, referralId, metadata, async (id) => {
      if (id !== referralId || (await isOpen(id))) return holds(id)
      const outcome = await handle(referralStream(id), command, metadata)
      // Refused because somebody else has just reopened it: it holds its claim all the same.
      return outcome.ok || (await isOpen(id)) ? { ok: true, value: outcome } : outcome
    })
    if (made.status === 'refused') {
      if (made.refusal.reason === 'referral-not-found') continue
      return { ok: false, refusal: made.refusal }
    }
    // The claim had not been freed yet, or it was made before a crash.
    if (made.id === referralId)
      return made.status === 'created' && made.value !== undefined
        ? made.value
        : handle(referralStream(referralId), command, metadata)
    if (await isOpen(made.id)) return openAlready(made.id)
    await claim.free(stream, made.id, metadata)
  }
}

function reopening(
  { programs, clock }: OpenReferrals,
  { referralId, personId, programId }: Request,
  reopenedBy: Reopener,
): Extract<ReferralCommand, { type: 'ReopenReferral' }> {
  const at = clock()
  const promiseHours = programs.find(programId)?.promiseHours ?? usualPromiseHours
  const firstContactDueAt = later(at, promiseHours * hourMs)
  return {
    type: 'ReopenReferral',
    data: { referralId, personId, at, firstContactDueAt, reopenedBy },
  }
}
