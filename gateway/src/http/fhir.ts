import { text as textBody, Router, type Request, type Response } from 'express'
import { wireActor, type Access, type Actor } from '@careloom/access'
import type { FhirAdapterServiceDefinition, InteractResponse } from '@careloom/proto/fhir-adapter'
import type { Client } from '@careloom/rpc'
import { challenge, type Authenticate } from '../auth/authenticate.ts'
import { bodyType, hasRightBody, queryOf, takesFhirJson } from './fhir-media-types.ts'
import { metadataFor } from './metadata.ts'
import { problemOf } from './problem.ts'
import type { RecentlySeen } from './recently-seen.ts'

const fhirJson = 'application/fhir+json; charset=utf-8'
const maxBody = '1mb'

type FhirNeeds = {
  /** A door that does not know what was revoked serves nothing. */
  readonly door: Access['door']
  readonly authenticate: Authenticate
  readonly fhir: Client<FhirAdapterServiceDefinition>
  readonly recentlySeen: RecentlySeen
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
  router.use((_request, response, next) => {
    if (needs.door.shut === undefined) return next()
    response.set('Retry-After', '1')
    sendOutcome(response, 503, 'transient', 'CL_UNAVAILABLE: try again.')
  })
  router.use(textBody({ type: () => true, limit: maxBody }))
  router.use((request: Request, response: Response) => serve(request, response, needs))
  router.use((error: unknown, _request: Request, response: Response, _next: unknown) => {
    const { status, code, retryAfterSeconds } = problemOf(error, needs.onError)
    if (status === 503) {
      response.set('Retry-After', String(retryAfterSeconds ?? 1))
      return sendOutcome(response, 503, 'transient', `${code}: try again.`)
    }
    if (status === 504) return sendOutcome(response, 504, 'timeout', `${code}: try again.`)
    if (status >= 500) return sendOutcome(response, status, 'exception', 'Something went wrong.')
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
  const open = asRead(request.method) === 'GET' && request.path === '/metadata'
  const authenticated = open
    ? anonymous
    : await needs.authenticate(request.headers.authorization, request.socket)
  if (!authenticated.ok) return unauthenticated(response, authenticated.reason)
  if (!takesFhirJson(request))
    return sendOutcome(response, 406, 'not-supported', 'Only application/fhir+json is answered.')
  if (!hasRightBody(request))
    return sendOutcome(
      response,
      415,
      'not-supported',
      `The body must be ${bodyType(request) ?? 'left out'}.`,
    )
  const { actor } = authenticated
  const answered = () => interact(request, response, actor, needs)
  send(response, await (open ? answered() : needs.recentlySeen(actor.id, {}, answered)))
}

function unauthenticated(response: Response, reason: string | undefined): void {
  response.set(
    'WWW-Authenticate',
    reason === undefined ? challenge() : challenge('invalid_token', reason),
  )
  const diagnostics =
    reason === undefined ? 'A bearer token is needed.' : `The token is not accepted: ${reason}.`
  sendOutcome(response, 401, 'login', diagnostics)
}

const anonymous = {
  ok: true,
  actor: { id: 'anonymous', roles: new Set<never>(), organization: undefined },
} as const

/** HEAD is GET whose body is not sent (RFC 9110 9.3.2), and is decided and audited as that. */
const asRead = (method: string): string => (method === 'HEAD' ? 'GET' : method)

function interact(
  request: Request,
  response: Response,
  actor: Actor,
  { fhir }: FhirNeeds,
): Promise<InteractResponse> {
  const header = (name: string) => request.get(name)
  return fhir.interact(
    {
      actor: wireActor(actor),
      method: asRead(request.method),
      path: request.path.slice(1),
      query: queryOf(request),
      body: typeof request.body === 'string' ? request.body : '',
      ifMatch: header('if-match'),
      ifNoneMatch: header('if-none-match'),
      ifModifiedSince: header('if-modified-since'),
      ifNoneExist: header('if-none-exist'),
      prefer: header('prefer'),
      requestId: String(response.locals['requestId']),
    },
    { metadata: metadataFor(actor, response), timeoutMs: 10_000 },
  )
}

function send(response: Response, answer: InteractResponse): void {
  const { status, body, etag, lastModified, location, retryAfterSeconds, allow } = answer
  if (etag !== undefined) response.set('ETag', etag)
  if (lastModified !== undefined) response.set('Last-Modified', lastModified)
  if (location !== undefined) response.set('Location', location)
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds))
  if (allow !== undefined) response.set('Allow', allow)
  if (status === 403) response.set('WWW-Authenticate', challenge('insufficient_scope'))
  sendJson(response, status, body)
}

function sendJson(response: Response, status: number, text: string): void {
  response.status(status).set('Cache-Control', 'no-store')
  if (text !== '') response.set('Content-Type', fhirJson)
  response.end(text)
}

function sendOutcome(response: Response, status: number, code: string, diagnostics: string): void {
  const body = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code, diagnostics }],
  }
  sendJson(response, status, JSON.stringify(body))
}
