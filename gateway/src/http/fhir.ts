import { text as textBody, Router, type Request, type Response } from 'express'
import type { Actor } from '@careloom/access'
import type { FhirAdapterServiceDefinition, InteractResponse } from '@careloom/proto/fhir-adapter'
import type { Client } from '@careloom/rpc'
import { challenge, type Authenticate } from '../auth/authenticate.ts'
import { metadataFor } from './metadata.ts'
import { problemOf } from './problem.ts'

const fhirJson = 'application/fhir+json; charset=utf-8'
const maxBody = '1mb'

type FhirNeeds = {
  readonly authenticate: Authenticate
  readonly fhir: Client<FhirAdapterServiceDefinition>
  readonly smartConfiguration: object
  readonly onError: (error: unknown) => void
}

/** FHIR R4 at `/fhir`. Everything but `/metadata` and the SMART configuration needs a token. */
export function fhirRouter(needs: FhirNeeds): Router {
  const router = Router()
  router.get('/.well-known/smart-configuration', (_request, response) => {
    response
      .set('Access-Control-Allow-Origin', '*')
      .type('application/json')
      .send(JSON.stringify(needs.smartConfiguration))
  })
  router.use(textBody({ type: () => true, limit: maxBody }))
  router.use((request: Request, response: Response) => serve(request, response, needs))
  router.use((error: unknown, _request: Request, response: Response, _next: unknown) => {
    const { status, code } = problemOf(error, needs.onError)
    sendOutcome(
      response,
      status,
      code === 'body-too-large' ? 'too-costly' : 'structure',
      status === 413 ? 'The body is too large.' : 'The request cannot be read.',
    )
  })
  return router
}

async function serve(request: Request, response: Response, needs: FhirNeeds): Promise<void> {
  const open = request.method === 'GET' && request.path === '/metadata'
  const authenticated = open ? anonymous : await needs.authenticate(request.headers.authorization)
  if (!authenticated.ok) {
    response.set(
      'WWW-Authenticate',
      authenticated.reason === undefined
        ? challenge()
        : challenge('invalid_token', authenticated.reason),
    )
    return sendOutcome(
      response,
      401,
      'login',
      authenticated.reason === undefined
        ? 'A bearer token is needed.'
        : `The token is not accepted: ${authenticated.reason}.`,
    )
  }
  if (hasBody(request) && !acceptable(request))
    return sendOutcome(response, 415, 'not-supported', 'The body must be application/fhir+json.')
  send(request, response, await interact(request, response, authenticated.actor, needs))
}

const anonymous = {
  ok: true,
  actor: { id: 'anonymous', roles: new Set<never>(), organization: undefined },
} as const
const hasBody = ({ method, path }: Request) =>
  (method === 'POST' || method === 'PUT') && !path.endsWith('/_search')
const acceptable = (request: Request) =>
  /^application\/(fhir\+)?json\b/i.test(request.headers['content-type'] ?? '')

function interact(
  request: Request,
  response: Response,
  actor: Actor,
  { fhir }: FhirNeeds,
): Promise<InteractResponse> {
  const requestId = String(response.locals['requestId'])
  const header = (name: string) => request.get(name)
  return fhir.interact(
    {
      actor: { ...actor, roles: [...actor.roles], scopes: [...(actor.scopes ?? ['user/*.cruds'])] },
      method: request.method,
      path: request.path.slice(1),
      query: request.originalUrl.includes('?')
        ? request.originalUrl.slice(request.originalUrl.indexOf('?') + 1)
        : '',
      body: typeof request.body === 'string' ? request.body : '',
      ifMatch: header('if-match'),
      ifNoneMatch: header('if-none-match'),
      ifNoneExist: header('if-none-exist'),
      prefer: header('prefer'),
      requestId,
    },
    { metadata: metadataFor(actor, response), timeoutMs: 10_000 },
  )
}

function send(_request: Request, response: Response, answer: InteractResponse): void {
  if (answer.etag !== undefined) response.set('ETag', answer.etag)
  if (answer.lastModified !== undefined) response.set('Last-Modified', answer.lastModified)
  if (answer.location !== undefined) response.set('Location', answer.location)
  if (answer.retryAfterSeconds !== undefined)
    response.set('Retry-After', String(answer.retryAfterSeconds))
  if (answer.status === 403) response.set('WWW-Authenticate', challenge('insufficient_scope'))
  response
    .status(answer.status)
    .set('Content-Type', fhirJson)
    .set('Cache-Control', 'no-store')
    .end(answer.body)
}

function sendOutcome(response: Response, status: number, code: string, diagnostics: string): void {
  const body = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code, diagnostics }],
  }
  response
    .status(status)
    .set('Content-Type', fhirJson)
    .set('Cache-Control', 'no-store')
    .end(JSON.stringify(body))
}
