import { NotCaughtUp } from '@careloom/event-sourcing'
import { isObject, type Json } from '../../domain/json.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { ResourceType } from '../../domain/resource.ts'
import { resources } from '../resources/table.ts'
import { mayHold } from '../scopes.ts'
import { answerWith, type Answer, type Interaction } from '../interaction.ts'
import { notAllowed } from './allowed.ts'
import { needScope, needScopeToFind, type InteractNeeds } from './needs.ts'
import { visible } from './read.ts'

export async function create(
  type: ResourceType,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const { create: made, conditionalCreate } = resources[type]
  if (made === undefined) throw notAllowed(type, 'type')
  needScope(interaction, type, 'c')
  if (interaction.ifNoneExist !== undefined) needScopeToFind(interaction, type)
  if (interaction.ifNoneExist !== undefined && conditionalCreate !== true)
    throw new FhirProblem(412, [
      error('not-supported', `If-None-Exist is not supported for ${type}; see /metadata.`),
    ])
  const { id, isNew } = await made(parsed(type, interaction.body), interaction, needs.writes)
  return afterWrite(isNew ? 201 : 200, type, id, interaction, needs)
}

export async function update(
  type: ResourceType,
  id: string,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const module = resources[type]
  if (module.update === undefined) throw notAllowed(type, 'instance')
  needScope(interaction, type, 'u')
  const row = await visible(type, id, 'update', interaction, needs)
  const body = parsed(type, interaction.body)
  if (body['id'] !== id)
    throw new FhirProblem(400, [
      error('invalid', `${type}.id must be the id of the address.`, `${type}.id`),
    ])
  await module.update(body, row, interaction, needs.writes)
  // Whoever may only write is not shown what others wrote of it.
  const prefer = mayHold(interaction.actor, type) ? interaction.prefer : 'return=minimal'
  return afterWrite(200, type, id, { ...interaction, prefer }, needs)
}

async function afterWrite(
  status: number,
  type: ResourceType,
  id: string,
  { prefer }: Interaction,
  { rows, base }: InteractNeeds,
): Promise<Answer> {
  const row = await rows.get(`${type}/${id}`)
  if (row === undefined) throw new NotCaughtUp('fhir-resources', 0)
  const location = `${base}/${type}/${id}/_history/${row.resource.meta?.versionId ?? '1'}`
  return { ...answerWith(status, row.resource, prefer), location }
}

function parsed(type: ResourceType, body: string): Json {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new FhirProblem(400, [error('structure', 'The body must be JSON.')])
  }
  if (!isObject(value) || Array.isArray(value))
    throw new FhirProblem(400, [error('structure', 'The body must be a JSON object.')])
  if (value['resourceType'] !== type)
    throw new FhirProblem(400, [
      error('invalid', `resourceType must be ${type} at this address.`, 'resourceType'),
    ])
  return value
}
