import { z } from 'zod'
import { problem } from './problem.ts'
import { idempotencyKeyHeader, type RouteDefinition } from './route.ts'
import { routeIds, routeOf, type RouteId } from './routes.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 description of the web API, made from the schemas that validate it. Same input, same bytes. */
export function openApiDocument(serverUrl: string, version: string): Json {
  const paths: Record<string, Json> = {}
  for (const id of routeIds) {
    const route = routeOf(id)
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(id, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Careloom web API',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    paths,
    components: { schemas: components(), securitySchemes: { bearer: bearer } },
  }
}

const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }

function operation(id: RouteId, route: RouteDefinition): Json {
  return {
    operationId: id,
    summary: route.summary,
    tags: [route.path.split('/')[2] ?? 'api'],
    parameters: parameters(route),
    ...(route.body ? { requestBody: requestBody(route.body) } : {}),
    responses: responses(route),
    security: route.roles === 'public' ? [] : [{ bearer: [] }],
    ...(Array.isArray(route.roles) ? { 'x-careloom-roles': route.roles } : {}),
  }
}

function parameters(route: RouteDefinition): Json[] {
  const key = { name: idempotencyKeyHeader, in: 'header', required: true }
  return [
    ...named('path', route.params),
    ...named('query', route.query),
    ...(route.method === 'POST' ? [{ ...key, schema: { type: 'string', format: 'uuid' } }] : []),
  ]
}

function named(where: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, part]) => ({
    name,
    in: where,
    required: where === 'path',
    schema: schemaOf(z.toJSONSchema(part as z.ZodType, { io: 'input' })),
  }))
}

function requestBody(body: z.ZodType): Json {
  return { required: true, content: { 'application/json': { schema: reference(body, 'input') } } }
}

function responses(route: RouteDefinition): Json {
  const type = route.stream ? 'text/event-stream' : 'application/json'
  return {
    [route.status]: {
      description: 'Done',
      content: { [type]: { schema: reference(route.response, 'output') } },
    },
    default: {
      description: 'Refused or failed (RFC 9457)',
      content: { 'application/problem+json': { schema: reference(problem, 'output') } },
    },
  }
}

/** A named schema is referred to; the ones inside it become references to components too. */
function reference(schema: z.ZodType, io: 'input' | 'output'): Json {
  return schemaOf(z.toJSONSchema(schema, { io }))
}

function components(): Json {
  const found: Json = {}
  for (const schema of routeIds.flatMap((id) => schemasOf(routeOf(id)))) {
    const json: Json = z.toJSONSchema(schema, { io: 'output' })
    for (const [name, definition] of Object.entries((json['$defs'] as Json | undefined) ?? {}))
      found[name] = schemaOf(definition as Json)
    const own = schema.meta()?.id
    if (own) found[own] = schemaOf(z.toJSONSchema(schema, { io: 'output' }), true)
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function schemasOf(route: RouteDefinition): z.ZodType[] {
  return [route.response, ...(route.body ? [route.body] : []), problem]
}

/** Moves `$defs` to the components and drops what only a whole JSON Schema document carries. */
function schemaOf(json: Json, isDefinition = false): Json {
  const { $schema: _, $defs: __, id, ...rest } = json
  if (typeof id === 'string' && !isDefinition) return { $ref: `#/components/schemas/${id}` }
  const text = JSON.stringify(rest).replaceAll('"#/$defs/', '"#/components/schemas/')
  return JSON.parse(text) as Json
}
