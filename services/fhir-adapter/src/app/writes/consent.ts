import { consentTopic } from '@careloom/proto/people'
import { fromConsent, theirOwnName } from '../../domain/maps/consent.ts'
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

export async function createConsent(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<Created> {
  const grant = fromConsent(body, needs.clock())
  const condition = conditionOf(
    interaction.ifNoneExist,
    'Consent',
    grant.identifier === undefined ? [] : [grant.identifier],
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
  const consentId = idUnder('Consent', condition, grant.personId, interaction, needs)
  const signedName =
    grant.signedName === theirOwnName ? await nameOf(grant.personId, needs) : grant.signedName
  const written = await needs.services.grantConsent(
    consentId,
    { ...grant, signedName, disclosingOrganizationIds: disclosing },
    interaction.metadata,
  )
  await seen(written, consentTopic, needs)
  return { id: consentId, isNew: written.existed !== true }
}

async function nameOf(personId: string, { rows }: WriteNeeds): Promise<string> {
  const row = await rows.get(`Patient/${personId}`)
  if (row?.facts.kind !== 'person') return ''
  return `${row.facts.details.givenName} ${row.facts.details.familyName}`
}
