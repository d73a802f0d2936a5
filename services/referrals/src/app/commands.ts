import type { CallMetadata, Metadata } from '@careloom/event-sourcing'
import type { ReferralId } from '../domain/ids.ts'
import type { LaterCommand } from '../domain/referral-events.ts'
import {
  openReferrals,
  referralStream,
  type ReferralCommandsNeed,
  type ReferralOutcome,
} from './open-referrals.ts'
import { reopenReferral, type Reopener } from './reopen-referral.ts'
import { requestReferral, type NewRequest } from './request-referral.ts'

export type ReferralCommands = {
  /**
   * Refused as `referral-open-already`, naming it, while one of the same person, programme and referrer is open. The same
   * id again (of the same person, programme and referrer) is answered with where it was recorded, as `existed`.
   */
  request(data: NewRequest, metadata: CallMetadata): Promise<ReferralOutcome>
  handle(command: LaterCommand, metadata: Metadata, ifRevision?: number): Promise<ReferralOutcome>
  /** Whose referral it is, by the log; undefined when there is none. */
  personOf(referralId: ReferralId): Promise<string | undefined>
  /**
   * Asks anew what was ended. Refused as `referral-open-already`, naming it, when another one of the same person,
   * programme and referrer was opened meanwhile. Idempotent by causation id.
   */
  reopen(referralId: ReferralId, reopenedBy: Reopener, metadata: Metadata): Promise<ReferralOutcome>
}

export function referralCommands(need: ReferralCommandsNeed): ReferralCommands {
  const referrals = openReferrals(need)
  return {
    request: (data, metadata) => requestReferral(referrals, data, metadata),
    handle: (command, metadata, ifRevision) =>
      referrals.handle(referralStream(command.data.referralId), command, metadata, ifRevision),
    personOf: async (referralId) => (await referrals.requestOf(referralId))?.person,
    reopen: (referralId, by, metadata) => reopenReferral(referrals, referralId, by, metadata),
  }
}
