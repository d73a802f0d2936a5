import { referralTopic } from '@careloom/proto/referrals'
import { fromServiceRequest, fromServiceRequestUpdate } from '../../domain/maps/service-request.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import type { FhirRow } from '../projections/fhir-resources.ts'
import { conditionOf, existing, idUnder } from './conditional-create.ts'
import {
  actsFor,
  mayWrite,
  organizationOf,
  referrers,
  requiredVersion,
  seen,
  type Body,
  type Created,
  type WriteNeeds,
} from './write.ts'

export async function createServiceRequest(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<Created> {
  const { programId, ...request } = fromServiceRequest(body, needs.base)
  const condition = conditionOf(interaction.ifNoneExist, 'ServiceRequest', request.identifiers)
  await mayWrite('create', 'referral', request.personId, interaction, needs)
  const known =
    condition === undefined
      ? undefined
      : await existing('ServiceRequest', condition, request.personId, interaction, needs)
  if (known !== undefined) return { id: known, isNew: false }
  if (programId === undefined)
    throw new FhirProblem(422, [
      error(
        'required',
        'ServiceRequest.performer must refer to the HealthcareService (the programme) that is asked.',
        'ServiceRequest.performer',
      ),
    ])
  const { actor, metadata } = interaction
  const referralId = idUnder('ServiceRequest', condition, request.personId, interaction, needs)
  const referrer = {
    referrerId: actor.practitionerId ?? actor.id,
    referrerName: actor.displayName,
    referrerOrganizationId: organizationOf(interaction),
  }
  const written = await needs.services.requestReferral(
    { ...request, referralId, programId, ...referrer },
    metadata,
  )
  await seen(written, referralTopic, needs)
  const id = written.stream.replace('referral-', '')
  if (written.existed === true && condition === undefined)
    throw new FhirProblem(409, [error('duplicate', `referral-open-already (referralId ${id})`)])
  return { id, isNew: written.existed !== true }
}

/** @throws FhirProblem 403 */
function needPlaced({ facts }: FhirRow, { actor }: Interaction): void {
  const placedBy = facts.kind === 'referral' ? facts.referral.referrerOrganizationId : ''
  if (!actsFor(placedBy, actor, ...referrers))
    throw new FhirProblem(403, [
      error('forbidden', 'A ServiceRequest is changed by the organization that placed it.'),
    ])
}

/** A ServiceRequest is changed by whoever wrote it (Clinical Order Workflows), and all it can still say is "no longer". */
export async function updateServiceRequest(
  body: Body,
  row: FhirRow,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<void> {
  const { status } = fromServiceRequestUpdate(body)
  needPlaced(row, interaction)
  requiredVersion(interaction, row)
  if (status === row.resource['status']) return
  if (status !== 'revoked')
    throw new FhirProblem(422, [
      error(
        'business-rule',
        `ServiceRequest.status can go from ${String(row.resource['status'])} to revoked only.`,
        'ServiceRequest.status',
      ),
    ])
  const written = await needs.services.moveReferral(
    row.id,
    'request-cancellation',
    undefined,
    undefined,
    interaction.metadata,
  )
  await seen(written, referralTopic, needs)
}
