import { error, FhirProblem, operationOutcome } from '../domain/outcome.ts'
import { isResourceType, type ResourceType } from '../domain/resource.ts'
import { capabilityStatement } from './capability-statement.ts'
import type { Answer, Interaction } from './interaction.ts'
import { notAllowed } from './interactions/allowed.ts'
import { boundedQuery } from './interactions/bounds.ts'
import type { InteractNeeds } from './interactions/needs.ts'
import { problemOf } from './interactions/problem.ts'
import { history, read, vread } from './interactions/read.ts'
import { searchType } from './interactions/search-type.ts'
import { create, update } from './interactions/write.ts'

/** Carries out one interaction. Every outcome is an answer: a fault is an OperationOutcome, nothing is thrown. */
export function interactor(needs: InteractNeeds): (interaction: Interaction) => Promise<Answer> {
  return async (interaction) => {
    try {
      return await route(interaction, needs)
    } catch (thrown) {
      const { status, issues, retryAfterSeconds, allow } = problemOf(thrown, needs.onError)
      return { status, body: operationOutcome(...issues), retryAfterSeconds, allow }
    }
  }
}

async function route(interaction: Interaction, needs: InteractNeeds): Promise<Answer> {
  const [type, ...rest] = interaction.path.split('/').filter((part) => part !== '')
  if (type === 'metadata' && rest.length === 0 && interaction.method === 'GET')
    return { status: 200, body: capabilityStatement(needs.base, needs.issuer) }
  if (!isResourceType(type)) throw noSuch('resource type')
  if (rest.length === 0) return onType(type, interaction, needs)
  if (rest[0] === '_search' && rest.length === 1) return postedSearch(type, interaction, needs)
  return onInstance(type, rest, interaction, needs)
}

const noSuch = (what: string) =>
  new FhirProblem(404, [error('not-supported', `There is no such ${what} here; see /metadata.`)])

function onType(
  type: ResourceType,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const { method, query } = interaction
  if (method === 'GET') return searchType(type, boundedQuery(query), interaction, needs)
  if (method === 'POST') return create(type, interaction, needs)
  throw notAllowed(type, 'type')
}

function postedSearch(
  type: ResourceType,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const { method, query, body } = interaction
  if (method !== 'POST') throw notAllowed(type, 'version')
  return searchType(type, boundedQuery(`${query}&${body}`), interaction, needs)
}

function onInstance(
  type: ResourceType,
  [id = '', history_, version, ...rest]: readonly string[],
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  if (rest.length > 0 || (history_ !== undefined && history_ !== '_history'))
    throw noSuch('interaction')
  if (interaction.method === 'PUT' && history_ === undefined)
    return update(type, id, interaction, needs)
  if (interaction.method !== 'GET')
    throw notAllowed(type, history_ === undefined ? 'instance' : 'version')
  if (history_ === undefined) return read(type, id, interaction, needs)
  if (version === undefined) return history(type, id, interaction, needs)
  return vread(type, id, version, interaction, needs)
}
