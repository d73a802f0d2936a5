import type { Guard } from '@careloom/access'
import { CareloomError, InvalidInput, NotCaughtUp, type ReadModel } from '@careloom/event-sourcing'
import { Refused, RpcFailure } from '@careloom/rpc'
import { error, FhirProblem, fromRefusal, notFound, operationOutcome } from '../domain/outcome.ts'
import { isResourceType, type Resource, type ResourceType } from '../domain/resource.ts'
import { capabilityStatement } from './capability-statement.ts'
import { answerWith, etagOf, matchesAny, type Answer, type Interaction } from './interaction.ts'
import { classOf, recordOf, type FhirRow } from './projections/fhir-resources.ts'
import { allows, type Letter } from './scopes.ts'
import { search, type Seen } from './search.ts'
import type { Writer } from './writes/writer.ts'

export type InteractNeeds = {
  readonly rows: ReadModel<FhirRow>
  readonly guard: Guard
  readonly writer: Writer
  readonly configured: (interaction: Interaction) => Promise<ReadonlyMap<string, Resource>>
  /** The public base, without a slash at its end. */
  readonly base: string
  readonly onError: (error: unknown) => void
}

/** Carries out one interaction. Every outcome is an answer: a fault is an OperationOutcome, nothing is thrown. */
export function interactor(needs: InteractNeeds): (interaction: Interaction) => Promise<Answer> {
  return async (interaction) => {
    try {
      return await route(interaction, needs)
    } catch (thrown) {
      const problem = problemOf(thrown, needs.onError)
      return {
        status: problem.status,
        body: operationOutcome(...problem.issues),
        retryAfterSeconds: problem.retryAfterSeconds,
      }
    }
  }
}

async function route(interaction: Interaction, needs: InteractNeeds): Promise<Answer> {
  const [type, id, history, version, ...rest] = interaction.path
    .split('/')
    .filter((part) => part !== '')
  if (type === 'metadata' && id === undefined)
    return { status: 200, body: capabilityStatement(needs.base) }
  if (!isResourceType(type) || rest.length > 0)
    throw new FhirProblem(404, [
      error('not-supported', 'There is no such resource type here; see /metadata.'),
    ])
  if (id === undefined) return collection(type, interaction, needs)
  if (id === '_search' && interaction.method === 'POST')
    return searched(
      type,
      new URLSearchParams(`${interaction.query}&${interaction.body}`),
      interaction,
      needs,
    )
  if (interaction.method === 'PUT' && history === undefined)
    return updated(type, id, interaction, needs)
  if (interaction.method !== 'GET') throw notAllowed(type)
  if (history === undefined) return read(type, id, interaction, needs)
  if (history === '_history' && version !== undefined)
    return vread(type, id, version, interaction, needs)
  throw new FhirProblem(404, [
    error('not-supported', 'There is no such interaction here; see /metadata.'),
  ])
}

const notAllowed = (type: ResourceType) =>
  new FhirProblem(405, [
    error('not-supported', `${type} does not allow this interaction; see /metadata.`),
  ])

function collection(
  type: ResourceType,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  if (interaction.method === 'GET')
    return searched(type, new URLSearchParams(interaction.query), interaction, needs)
  if (interaction.method === 'POST') return created(type, interaction, needs)
  throw notAllowed(type)
}

function needScope(interaction: Interaction, type: ResourceType, letter: Letter): void {
  if (!allows(interaction.actor.scopes, type, letter))
    throw new FhirProblem(403, [
      error('forbidden', `The token has no scope for this: ${type}.${letter} is needed.`),
    ])
}

async function searched(
  type: ResourceType,
  query: URLSearchParams,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  needScope(interaction, type, 's')
  const { rows, guard, base } = needs
  const configured = await needs.configured(interaction)
  const { body, seen } = await search(type, query, interaction, { rows, guard, configured, base })
  await auditSearch(type, query, seen, interaction, guard)
  return { status: 200, body }
}

/** One entry per person whose record is in the answer, and one for whoever was asked about by id and is not. */
async function auditSearch(
  type: ResourceType,
  query: URLSearchParams,
  seen: readonly Seen[],
  { actor, requestId }: Interaction,
  guard: Guard,
): Promise<void> {
  const about = { action: 'search', resource: `${type}?`, requestId } as const
  const entries = seen.map(({ decision, ...what }) =>
    guard.audit(actor, decision, { ...about, ...what }),
  )
  const asked = /^(?:Patient\/)?([A-Za-z0-9.-]{1,64})$/.exec(
    query.get('patient') ?? query.get('subject') ?? '',
  )?.[1]
  if (classOf[type] !== 'directory' && !seen.some(({ person }) => person === asked)) {
    const decision =
      asked === undefined
        ? { allowed: true, rule: 'a search answers only what may be read' }
        : await guard.judge({ actor, action: 'read', class: classOf[type], person: asked })
    entries.push(guard.audit(actor, decision, { ...about, class: classOf[type], person: asked }))
  }
  await Promise.all(entries)
}

/** The row, if it exists and may be seen; missing and foreign are the same 404. Audited either way. */
async function visible(
  type: ResourceType,
  id: string,
  action: 'read' | 'update',
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<FhirRow> {
  const row = await needs.rows.get(`${type}/${id}`)
  if (row === undefined) throw notFound()
  if (row.class === 'directory') return row
  const { actor, requestId } = interaction
  const decision = await needs.guard.check({
    actor,
    action,
    ...recordOf(row),
    resource: `${type}/${id}`,
    requestId,
  })
  if (!decision.allowed) throw notFound()
  return row
}

async function read(
  type: ResourceType,
  id: string,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  needScope(interaction, type, 'r')
  const configured = (await needs.configured(interaction)).get(`${type}/${id}`)
  const resource = configured ?? (await visible(type, id, 'read', interaction, needs)).resource
  if (matchesAny(interaction.ifNoneMatch, etagOf(resource)))
    return { status: 304, etag: etagOf(resource) }
  return answerWith(200, resource)
}

async function vread(
  type: ResourceType,
  id: string,
  version: string,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  needScope(interaction, type, 'r')
  const row = await visible(type, id, 'read', interaction, needs)
  const found = [row.resource, ...row.earlier].find((each) => each.meta?.versionId === version)
  if (found === undefined) throw notFound()
  return answerWith(200, found)
}

async function created(
  type: ResourceType,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const create = needs.writer.create[type]
  if (create === undefined) throw notAllowed(type)
  needScope(interaction, type, 'c')
  const { id, isNew } = await create(parsed(type, interaction.body), interaction)
  return afterWrite(isNew ? 201 : 200, type, id, interaction, needs)
}

async function updated(
  type: ResourceType,
  id: string,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const update = needs.writer.update[type]
  if (update === undefined) throw notAllowed(type)
  needScope(interaction, type, 'u')
  const row = await visible(type, id, 'update', interaction, needs)
  const body = parsed(type, interaction.body)
  if (body['id'] !== id)
    throw new FhirProblem(400, [
      error('invalid', `${type}.id must be the id of the address.`, `${type}.id`),
    ])
  await update(body, row, interaction)
  return afterWrite(200, type, id, interaction, needs)
}

async function afterWrite(
  status: number,
  type: ResourceType,
  id: string,
  interaction: Interaction,
  needs: InteractNeeds,
): Promise<Answer> {
  const row = await needs.rows.get(`${type}/${id}`)
  if (row === undefined) throw new NotCaughtUp('fhir-resources', 0)
  const location = `${needs.base}/${type}/${id}/_history/${row.resource.meta?.versionId ?? '1'}`
  return { ...answerWith(status, row.resource, interaction.prefer), location }
}

function parsed(type: ResourceType, body: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new FhirProblem(400, [error('structure', 'The body must be JSON.')])
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FhirProblem(400, [error('structure', 'The body must be a JSON object.')])
  const resource = value as Record<string, unknown>
  if (resource['resourceType'] !== type)
    throw new FhirProblem(400, [
      error('invalid', `resourceType must be ${type} at this address.`, 'resourceType'),
    ])
  return resource
}

/** What went wrong as FHIR says it. Only what is ours to fix is reported; its caller learns no more than that. */
function problemOf(thrown: unknown, onError: (error: unknown) => void): FhirProblem {
  if (thrown instanceof FhirProblem) return thrown
  if (thrown instanceof Refused) return fromRefusal(thrown.refusal)
  if (thrown instanceof InvalidInput) return new FhirProblem(422, [error('value', thrown.message)])
  if (thrown instanceof RpcFailure || thrown instanceof CareloomError) {
    const retryAfterMs = 'retryAfterMs' in thrown ? (thrown.retryAfterMs ?? 1_000) : 1_000
    if (thrown.retryable || thrown.code === 'CL_STORE_READ_ONLY')
      return new FhirProblem(
        503,
        [error('transient', `${thrown.code}: try again.`)],
        Math.ceil(Number(retryAfterMs) / 1_000),
      )
  }
  onError(thrown)
  return new FhirProblem(500, [error('exception', 'Something went wrong here; it was noted.')])
}
