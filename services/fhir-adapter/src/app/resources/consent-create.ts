import { CareloomError } from '@careloom/event-sourcing'
import { consentTopic } from '@careloom/proto/people'
import type { Grant } from '../../domain/maps/consent.ts'
import { fromConsent, theirOwnName } from '../../domain/maps/from-consent.ts'
import { error, FhirProblem, type Issue } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import { conditionOf, existing, idUnder } from './conditional-create.ts'
import { factsOf } from './module.ts'
import { patient } from './patient.ts'
import {
  actsFor,
  mayWrite,
  organizationOf,
  referrers,
  seen,
  type Body,
  type Created,
  type WriteNeeds,
} from './write.ts'

export async function createConsent(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<Created> {
  const grant = fromConsent(body, needs.base, needs.clock())
  const condition = conditionOf(
    interaction.ifNoneExist,
    'Consent',
    grant.identifier === undefined ? [] : [grant.identifier],
    needs.base,
  )
  await mayWrite('create', 'consent', grant.personId, interaction, needs)
  const known =
    condition === undefined
      ? undefined
      : await existing('Consent', condition, grant.personId, interaction, needs)
  if (known !== undefined) return { id: known, isNew: false }
  const disclosing =
    grant.disclosingOrganizationIds.length === 0
      ? [organizationOf(interaction)]
      : grant.disclosingOrganizationIds
  await needParties(grant, interaction, needs)
  const consentId = idUnder('Consent', condition, grant.personId, interaction, needs)
  const signedName =
    grant.signedName === theirOwnName ? await nameOf(grant.personId, needs) : grant.signedName
  const recorded = await needs.services.grantConsent(
    consentId,
    { ...grant, signedName, disclosingOrganizationIds: disclosing },
    interaction.metadata,
  )
  await seen(recorded, consentTopic, needs)
  return { id: consentId, isNew: recorded.existed !== true }
}

/**
 * Whoever discloses records the consent to it, or the person themself (42 CFR 2.13, 2.31): no organization opens what
 * another one holds. @throws FhirProblem 422
 */
async function needParties(
  { disclosingOrganizationIds, receivingOrganizationIds, personId }: Grant,
  interaction: Interaction,
  { organizations }: WriteNeeds,
): Promise<void> {
  const { actor } = interaction
  const known = await organizations(interaction)
  const unknown = (id: string, path: string): Issue[] =>
    known.has(id)
      ? []
      : [error('not-found', `${path} must be an Organization of this server`, path)]
  const foreign = (id: string, path: string): Issue[] =>
    actor.personId === personId || actsFor(id, actor, ...referrers)
      ? []
      : [
          error(
            'business-rule',
            `${path} must be your own organization: what another one may disclose, the person says on their own page`,
            path,
          ),
        ]
  const issues = [
    ...disclosingOrganizationIds.flatMap((id, i) => {
      const path = `Consent.organization[${i}]`
      return [...unknown(id, path), ...foreign(id, path)]
    }),
    ...receivingOrganizationIds.flatMap((id, i) =>
      unknown(id, `Consent.provision.actor[${i}].reference`),
    ),
  ]
  if (issues.length > 0) throw new FhirProblem(422, issues)
}

async function nameOf(personId: string, { rows }: WriteNeeds): Promise<string> {
  const facts = factsOf(patient, await rows.get(`Patient/${personId}`))
  // Whom the guard knows is told of late here: no consent stays unsigned for that.
  if (facts === undefined)
    throw new CareloomError('CL_NOT_CAUGHT_UP', 'Who signs is not known here yet', {
      retryable: true,
    })
  return `${facts.details.givenName} ${facts.details.familyName}`
}
