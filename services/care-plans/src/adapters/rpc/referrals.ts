import type { ReferralServiceDefinition } from '@careloom/proto/referrals'
import type { Client } from '@careloom/rpc'
import type { Referrals } from '../../app/ports.ts'
import { parseOrganizationId } from '../../domain/ids.ts'

const practitionerId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Asks `referrals`. A referrer whose id is no UUID is a system: it is on nobody's team. */
export function referralsFromReferrals(referrals: Client<ReferralServiceDefinition>): Referrals {
  return {
    async referrerOf(referralId, metadata) {
      const request = { referralId, afterPosition: 0 }
      const { referrerId, referrerName, referrerOrganizationId } = await referrals.getReferral(
        request,
        { metadata },
      )
      const clinician = { practitionerId: referrerId, displayName: referrerName ?? 'Clinician' }
      return {
        organizationId: parseOrganizationId(referrerOrganizationId),
        clinician: practitionerId.test(referrerId) ? clinician : undefined,
      }
    },
  }
}
