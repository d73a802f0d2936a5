import { referralTopic } from '@careloom/proto/referrals'
import { fromServiceRequest } from '../../domain/maps/from-service-request.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import { conditionOf, existing, idUnder } from './conditional-create.ts'
import {
  mayWrite,
  organizationOf,
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
  const condition = conditionOf(
    interaction.ifNoneExist,
    'ServiceRequest',
    request.identifiers,
    needs.base,
  )
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
  const recorded = await needs.services.requestReferral(
    { ...request, referralId, programId, ...referrer },
    metadata,
  )
  await seen(recorded, referralTopic, needs)
  const id = recorded.stream.replace('referral-', '')
  if (recorded.existed === true && condition === undefined)
    throw new FhirProblem(409, [error('duplicate', `referral-open-already (referralId ${id})`)])
  return { id, isNew: recorded.existed !== true }
}
