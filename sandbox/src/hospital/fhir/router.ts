import express from 'express'
import type { Request, Response, Router } from 'express'
import { reachOf, requireAccess } from './access.ts'
import type { FindAccess, Reach } from './access.ts'
import {
  capabilities,
  capabilityOf,
  capabilityStatement,
  smartConfiguration,
} from './capabilities.ts'
import type { ResourceCapability } from './capabilities.ts'
import type { Interaction } from '../../oauth/smart-scope.ts'
import { FhirError, operationOutcome, sendError, sendFhir } from './outcome.ts'
import type { StoredResource } from './resource.ts'
import { parseSearch, patientOf } from './search.ts'
import type { FhirStore, SearchResult } from './store.ts'
import { validated } from './validate.ts'

type FhirRouterParts = {
  readonly store: FhirStore
  readonly findAccess: FindAccess
  readonly fhirBase: string
  readonly authBase: string
  readonly startedAt: string
}

const jsonTypes = ['application/fhir+json', 'application/json']

/** The hospital's FHIR R4 server. Every answer that is not the resource asked for is an OperationOutcome. */
export function fhirRouter(parts: FhirRouterParts): Router {
  const { store, findAccess, fhirBase, authBase, startedAt } = parts
  const router = express.Router()

  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/metadata', (_request, response) => {
    sendFhir(response, 200, capabilityStatement(fhirBase, authBase, startedAt))
  })
  router.get('/.well-known/smart-configuration', (_request, response) => {
    response.json(smartConfiguration(authBase))
  })

  /** Wraps what needs a token: finds the type, decides, and only then reads the body. */
  const guarded =
    (letter: Interaction, act: (request: Request, response: Response, call: Call) => void) =>
    async (request: Request, response: Response) => {
      const access = await requireAccess(request, findAccess)
      const capability = capabilityOf(pathPart(request, 'type'))
      if (capability === undefined)
        throw new FhirError(404, 'not-supported', 'This type is not kept here')
      const reach = reachOf(access, capability, letter)
      await readBody(request, response)
      act(request, response, { store, fhirBase, capability, reach })
    }

  router.get('/:type', guarded('s', searchByGet))
  router.post('/:type/_search', guarded('s', searchByPost))
  router.post('/:type', guarded('c', create))
  router.get('/:type/:id', guarded('r', readOne))
  router.get('/:type/:id/_history/:version', guarded('r', readVersion))
  router.put('/:type/:id', guarded('u', update))
  router.patch(
    '/:type/:id',
    guarded('u', () => {
      throw new FhirError(
        405,
        'not-supported',
        'PATCH is not offered; send the whole resource with PUT',
      )
    }),
  )
  router.delete(
    '/:type/:id',
    guarded('d', () => {
      throw new FhirError(405, 'not-supported', 'Nothing is deleted here')
    }),
  )

  router.use(async (request) => {
    await requireAccess(request, findAccess)
    throw new FhirError(404, 'not-found', 'There is nothing at this address')
  })
  router.use((error: unknown, request: Request, response: Response, _next: unknown) => {
    if (error instanceof FhirError && error.status === 401) challenge(request, response)
    if (error instanceof FhirError && error.status === 405) response.set('Allow', allowed(request))
    sendError(response, error)
  })
  return router
}

type Call = {
  readonly store: FhirStore
  readonly fhirBase: string
  readonly capability: ResourceCapability
  readonly reach: Reach
}

const parseJson = express.json({ type: jsonTypes, limit: '2mb', strict: true })
const parseForm = express.urlencoded({ extended: false, limit: '64kb' })

function readBody(request: Request, response: Response): Promise<void> {
  const parse = request.is('application/x-www-form-urlencoded') ? parseForm : parseJson
  return new Promise((done, failed) => {
    void parse(request, response, (error?: unknown) =>
      error === undefined ? done() : failed(error),
    )
  })
}

function pathPart(request: Request, name: string): string {
  const part = request.params[name]
  return typeof part === 'string' ? part : ''
}

const idSyntax = /^[A-Za-z0-9\-.]{1,64}$/

/** The resource at an address, if the token reaches it; what it does not reach does not exist for it. */
function find(request: Request, { store, capability, reach }: Call): StoredResource {
  const id = pathPart(request, 'id')
  const found = idSyntax.test(id) ? store.read(capability.type, id) : undefined
  if (found === undefined || (reach.patient !== undefined && patientOf(found) !== reach.patient))
    throw new FhirError(
      404,
      'not-found',
      `${capability.type}/${idSyntax.test(id) ? id : '?'} is not known`,
    )
  return found
}

function readOne(request: Request, response: Response, call: Call): void {
  const resource = find(request, call)
  const etag = etagOf(resource)
  if (request.get('if-none-match') === etag) {
    response.status(304).set('ETag', etag).end()
    return
  }
  send(response, 200, resource)
}

function readVersion(request: Request, response: Response, call: Call): void {
  const { id } = find(request, call)
  const version = call.store.readVersion(call.capability.type, id, pathPart(request, 'version'))
  if (version === undefined) throw new FhirError(404, 'not-found', 'This version is not known')
  send(response, 200, version)
}

function create(request: Request, response: Response, call: Call): void {
  const { store, capability, fhirBase } = call
  if (request.get('if-none-exist') !== undefined)
    throw new FhirError(
      412,
      'not-supported',
      'Conditional create is not offered; search by identifier first',
    )
  const resource = validated(
    capability.type,
    jsonBody(request),
    (id) => store.read('Patient', id) !== undefined,
  )
  requireReached(call, patientOf(resource))
  const created = store.create(resource)
  response.set('Location', `${fhirBase}/${capability.type}/${created.id}/_history/1`)
  send(response, 201, created)
}

function update(request: Request, response: Response, call: Call): void {
  const { store, capability } = call
  const { id } = find(request, call)
  const resource = validated(
    capability.type,
    jsonBody(request),
    (one) => store.read('Patient', one) !== undefined,
  )
  if (resource.id !== id)
    throw new FhirError(
      400,
      'invalid',
      'The id must be that of the address',
      `${capability.type}.id`,
    )
  requireReached(call, patientOf(resource))
  send(response, 200, store.update(resource, id, versionOf(request.get('if-match'))))
}

function requireReached({ reach }: Call, patient: string | undefined): void {
  if (reach.patient !== undefined && reach.patient !== patient)
    throw new FhirError(403, 'forbidden', 'The token is for another patient')
}

function jsonBody(request: Request): unknown {
  if (request.is(jsonTypes) === false)
    throw new FhirError(415, 'not-supported', `The body must be ${jsonTypes.join(' or ')}`)
  return request.body
}

/** The version in `If-Match`. @throws FhirError 400 if it is not a weak entity tag with a version. */
function versionOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const [, version] = /^W\/"(\d{1,9})"$/.exec(header) ?? []
  if (version === undefined) throw new FhirError(400, 'value', 'If-Match must be W/"version"')
  return version
}

function searchByGet(request: Request, response: Response, call: Call): void {
  const [, query = ''] = request.originalUrl.split('?', 2)
  searchWith(request, response, call, new URLSearchParams(query))
}

function searchByPost(request: Request, response: Response, call: Call): void {
  const body: unknown = request.body
  const query = new URLSearchParams(request.originalUrl.split('?', 2)[1])
  for (const [name, value] of Object.entries(typeof body === 'object' && body !== null ? body : {}))
    for (const one of [value].flat()) query.append(name, String(one))
  searchWith(request, response, call, query)
}

function searchWith(
  request: Request,
  response: Response,
  call: Call,
  query: URLSearchParams,
): void {
  const { store, capability, fhirBase, reach } = call
  const strict = /handling=strict/.test(request.get('prefer') ?? '')
  const asked = parseSearch(capability, query, strict)
  const found = store.search(capability.type, asked, reach.patient)
  sendFhir(
    response,
    200,
    searchset(`${fhirBase}/${capability.type}`, query, found, asked.ignored, fhirBase),
  )
}

function searchset(
  address: string,
  query: URLSearchParams,
  { resources, total, next }: SearchResult,
  ignored: readonly string[],
  fhirBase: string,
): object {
  const link = [{ relation: 'self', url: `${address}?${query}` }]
  if (next !== undefined) {
    const following = new URLSearchParams(query)
    following.set('_page', String(next))
    link.push({ relation: 'next', url: `${address}?${following}` })
  }
  const matches = resources.map((resource) => ({
    fullUrl: `${fhirBase}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode: 'match' },
  }))
  const notes =
    ignored.length === 0
      ? []
      : [
          {
            resource: operationOutcome(
              'warning',
              'not-supported',
              `Not understood and left out: ${ignored.join(', ')}`,
            ),
            search: { mode: 'outcome' },
          },
        ]
  return { resourceType: 'Bundle', type: 'searchset', total, link, entry: [...matches, ...notes] }
}

function send(response: Response, status: number, resource: StoredResource): void {
  response
    .set('ETag', etagOf(resource))
    .set('Last-Modified', new Date(resource.meta.lastUpdated).toUTCString())
  sendFhir(response, status, resource)
}

function etagOf({ meta }: StoredResource): string {
  return `W/"${meta.versionId}"`
}

function challenge(request: Request, response: Response): void {
  const error = request.get('authorization') === undefined ? '' : ', error="invalid_token"'
  response.set('WWW-Authenticate', `Bearer realm="Harbor Hospital"${error}`)
}

/** The methods that an address takes, from the table of what is offered. */
function allowed(request: Request): string {
  const [, type = '', id] = request.path.split('/')
  const offered = capabilities.find((one) => one.type === type)?.interactions ?? []
  const methods: [Interaction, string][] =
    id === undefined
      ? [
          ['s', 'GET'],
          ['c', 'POST'],
        ]
      : [
          ['r', 'GET'],
          ['u', 'PUT'],
        ]
  return methods
    .flatMap(([letter, method]) => (offered.includes(letter) ? [method] : []))
    .join(', ')
}
