import { referralTopic } from '@careloom/proto/referrals'
import { fromServiceRequestUpdate } from '../../domain/maps/from-service-request.ts'
import { toServiceRequest } from '../../domain/maps/service-request.ts'
import type { ReferralFacts } from '../../domain/maps/task.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import {
  actsFor,
  referrers,
  requiredVersion,
  seen,
  type Body,
  type RowOf,
  type WriteNeeds,
} from './write.ts'

type ReferralRow = RowOf<ReferralFacts>

/** @throws FhirProblem 403 */
function needPlaced({ facts }: ReferralRow, { actor }: Interaction): void {
  if (!actsFor(facts.referrerOrganizationId, actor, ...referrers))
    throw new FhirProblem(403, [
      error('forbidden', 'A ServiceRequest is changed by the organization that placed it.'),
    ])
}

/** A ServiceRequest is changed by whoever wrote it (Clinical Order Workflows), and all it can still say is "no longer". */
export async function updateServiceRequest(
  body: Body,
  row: ReferralRow,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<void> {
  const { status } = fromServiceRequestUpdate(body)
  needPlaced(row, interaction)
  requiredVersion(interaction, row)
  const { status: before } = toServiceRequest(row.facts)
  if (status === before) return
  if (status !== 'revoked')
    throw new FhirProblem(422, [
      error(
        'business-rule',
        `ServiceRequest.status can go from ${before} to revoked only.`,
        'ServiceRequest.status',
      ),
    ])
  const recorded = await needs.services.moveReferral(
    row.id,
    'request-cancellation',
    undefined,
    undefined,
    interaction.metadata,
  )
  await seen(recorded, referralTopic, needs)
}
