import type { DeliveryView } from '@careloom/proto/fhir-adapter'
import type { ReferralView } from '@careloom/proto/referrals'
import { ifFound } from '@careloom/rpc'
import type { RouteResponse } from '@careloom/web-api'
import type { Context } from '../context.ts'

type Member = RouteResponse<'getClinicianReferral'>['careTeam'][number]

/** Since when the peer can be seen in the chart: proved by reading back what was written there. */
export function seenInChartSince(
  deliveries: readonly DeliveryView[],
  referralId: string,
): string | null {
  return (
    deliveries.find(
      (each) =>
        each.intent === 'care-team' &&
        each.referralId === referralId &&
        each.provedAt !== undefined,
    )?.provedAt ?? null
  )
}

/** The care team as the plan knows it. */
export async function careTeamOf(
  referral: ReferralView,
  seenSince: string | null,
  context: Context,
): Promise<Member[]> {
  const plan = await ifFound(
    context.services.carePlans.getCarePlan(
      { referralId: referral.referralId, afterPosition: 0 },
      context.call(),
    ),
  )
  const { programs } = await context.services.referrals.listPrograms({}, context.call())
  const organizations = new Map(
    programs.map((each) => [each.organizationId, each.organizationName]),
  )
  return (plan?.members ?? [])
    .filter(({ kind }) => kind !== 'person')
    .map((member) => ({
      name: member.displayName,
      role: member.roleTitle,
      kind: kindOf(member.kind),
      organizationName:
        member.organizationId === undefined
          ? null
          : (organizations.get(member.organizationId) ?? null),
      isYou:
        member.memberId === context.actor.practitionerId ||
        member.memberId === context.actor.peerWorkerId,
      seenInChartSince: member.kind === 'peer' ? seenSince : null,
    }))
}

const kinds = ['clinician', 'peer', 'coordinator'] as const
const kindOf = (kind: string): Member['kind'] => kinds.find((each) => each === kind) ?? 'other'
