import { error, FhirProblem, notFound } from '../../domain/outcome.ts'
import type { ResourceType, Stored } from '../../domain/resource.ts'
import { answerWith, isUnchanged, type Answer, type Interaction } from '../interaction.ts'
import { isConfigured } from '../resources/table.ts'
import { recordOf, versionsOf, type FhirRow } from '../row.ts'
import { boundedQuery } from './bounds.ts'
import { historyOf } from './history.ts'
import { needScope, type InteractNeeds } from './needs.ts'

/** The row, if it exists and may be seen; missing and foreign are the same 404. Audited either way. */
export async function visible(
  type: ResourceType,
  id: string,
  action: 'read' | 'update',
  { actor, requestId }: Interaction,
  { rows, guard }: InteractNeeds,
): Promise<FhirRow> {
  const row = await rows.get(`${type}/${id}`)
  if (row === undefined) throw notFound()
  if (row.class === 'directory') return row
  const resource = `${type}/${id}`
  const decision = await guard.check({ actor, action, ...recordOf(row), resource, requestId })
  if (!decision.allowed) throw notFound()
  return row
}

/** A resource, with the versions of it that are kept, newest first. */
async function found(
  type: ResourceType,
  id: string,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<{ readonly resource: Stored; readonly versions: () => readonly Stored[] }> {
  needScope(interaction, type, 'r')
  if (!isConfigured(type)) {
    const row = await visible(type, id, 'read', interaction, needs)
    return { resource: row.resource, versions: () => versionsOf(row) }
  }
  const resource = (await needs.configured(interaction)).get(`${type}/${id}`)
  if (resource === undefined) throw notFound()
  return { resource, versions: () => [resource] }
}

export async function read(
  type: ResourceType,
  id: string,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const { resource } = await found(type, id, interaction, needs)
  return answerUnlessKnown(resource, interaction)
}

export async function vread(
  type: ResourceType,
  id: string,
  version: string,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const { versions } = await found(type, id, interaction, needs)
  const asked = versions().find(({ meta }) => meta?.versionId === version)
  return answerUnlessKnown(asked, interaction)
}

/** The versions of one resource, as whoever may read it now may read them. */
export async function history(
  type: ResourceType,
  id: string,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const query = boundedQuery(interaction.query)
  const unknown = [...query.keys()].some(
    (key) => !['_count', '_since', '_cursor', '_format', '_pretty'].includes(key),
  )
  if (unknown && interaction.prefer?.includes('handling=strict') === true)
    throw new FhirProblem(400, [error('not-supported', '_history takes _count and _since.')])
  const { versions } = await found(type, id, interaction, needs)
  return { status: 200, body: historyOf(versions(), query, `${needs.base}/${type}`) }
}

function answerUnlessKnown(resource: Stored | undefined, interaction: Interaction): Answer {
  if (resource === undefined) throw notFound()
  const { body, ...headers } = answerWith(200, resource)
  return isUnchanged(resource, interaction) ? { ...headers, status: 304 } : { ...headers, body }
}
