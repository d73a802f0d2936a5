import { json, Router, type Request, type RequestHandler, type Response } from 'express'
import { seenFrom, seenSoFar, seenText } from '@careloom/event-sourcing'
import {
  idempotencyKeyHeader,
  isHandlerRouteId,
  routeIds,
  routeOf,
  seenHeader,
  type HandlerRouteId,
  type RouteDefinition,
  type WebApiHandlers,
} from '@careloom/web-api'
import { challenge, type Authenticate, type Authenticated } from '../auth/authenticate.ts'
import { HttpProblem } from '../http/problem.ts'
import type { RecentlySeen } from '../http/recently-seen.ts'
import type { Context } from './context.ts'
import { whileAccepted } from './while-accepted.ts'

type Handler = (request: unknown, context: Context) => Promise<unknown>

export type MountNeeds = {
  readonly authenticate: Authenticate
  readonly recentlySeen: RecentlySeen
  readonly handlers: WebApiHandlers<Context>
  readonly contextFor: (
    request: Request,
    response: Response,
    authenticated: Extract<Authenticated, { ok: true }>,
    idempotencyKey: string | undefined,
  ) => Context
  readonly watch: (request: Request, response: Response, context: Context, until: number) => void
}

const maxBody = '256kb'
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Mounts the route table: for each route the token, the role, the schemas, then the handler of its id. */
export function webApiRouter(needs: MountNeeds): Router {
  const router = Router()
  router.use(json({ limit: maxBody, type: 'application/json' }))
  for (const id of routeIds) {
    const route = routeOf(id)
    const mount = route.method === 'GET' ? router.get.bind(router) : router.post.bind(router)
    mount(route.path, isHandlerRouteId(id) ? handle(id, route, needs) : stream(route, needs))
  }
  router.use('/api', () => {
    throw new HttpProblem(404, 'no-such-route')
  })
  return router
}

function handle(id: HandlerRouteId, route: RouteDefinition, needs: MountNeeds): RequestHandler {
  const handler = needs.handlers[id] as Handler
  return async (request, response) => {
    const authenticated = await allowed(request, response, route, needs)
    const idempotencyKey = route.method === 'POST' ? keyOf(request) : undefined
    const parsed = {
      params: parse(route.params, request.params, 'params'),
      query: parse(route.query, request.query, 'query'),
      body: parse(route.body, request.body ?? {}, 'body'),
      idempotencyKey,
    }
    const context = needs.contextFor(request, response, authenticated, idempotencyKey)
    const [answer, seen] = await answered(request, authenticated, needs, () =>
      handler(parsed, context),
    )
    if (seen !== undefined) response.set(seenHeader, seen)
    // What leaves is what the schema says: a field that nobody decided to show is dropped here.
    const checked = route.response.safeParse(answer)
    if (!checked.success)
      throw new TypeError(
        `${id} answered what its schema does not say: ${checked.error.issues.map((issue) => issue.path.join('.')).join(', ')}`,
      )
    response.status(route.status).set('Cache-Control', 'no-store').json(checked.data)
  }
}

/** The answer, from nothing older than the caller has seen, and what they have seen with it. */
async function answered(
  request: Request,
  { actor }: Extract<Authenticated, { ok: true }>,
  { recentlySeen }: MountNeeds,
  work: () => Promise<unknown>,
): Promise<readonly [answer: unknown, seen: string | undefined]> {
  if (actor === anybody.actor) return [await work(), undefined]
  const given = request.get(seenHeader)
  const seen = given === undefined ? {} : seenFrom(seenHeader, given)
  return recentlySeen(actor.id, seen, async () => {
    const answer = await work()
    const now = seenSoFar()
    return [answer, Object.keys(now).length === 0 ? undefined : seenText(now)]
  })
}

function stream(route: RouteDefinition, needs: MountNeeds): RequestHandler {
  return async (request, response) => {
    const authenticated = await allowed(request, response, route, needs)
    const context = needs.contextFor(request, response, authenticated, undefined)
    needs.watch(request, response, context, authenticated.until)
    whileAccepted(request, response, needs.authenticate)
  }
}

const anybody: Extract<Authenticated, { ok: true }> = {
  ok: true,
  actor: { id: 'anonymous', roles: new Set(), organization: undefined },
  until: Number.POSITIVE_INFINITY,
}

/** @throws HttpProblem 401 with a challenge, 403 naming the role that is missing */
async function allowed(
  request: Request,
  response: Response,
  route: RouteDefinition,
  { authenticate }: MountNeeds,
): Promise<Extract<Authenticated, { ok: true }>> {
  if (route.roles === 'public') return anybody
  const authenticated = await authenticate(request.headers.authorization, request.socket)
  if (!authenticated.ok) {
    response.set(
      'WWW-Authenticate',
      authenticated.reason === undefined
        ? challenge()
        : challenge('invalid_token', authenticated.reason),
    )
    throw new HttpProblem(
      401,
      'not-signed-in',
      authenticated.reason === undefined
        ? {}
        : { detail: `The token is not accepted: ${authenticated.reason}.` },
    )
  }
  const { roles } = route
  if (roles !== 'signed-in' && !roles.some((role) => authenticated.actor.roles.has(role))) {
    response.set('WWW-Authenticate', challenge('insufficient_scope', 'another role is needed'))
    throw new HttpProblem(403, 'role-missing', {
      detail: `This needs one of: ${roles.join(', ')}.`,
    })
  }
  return authenticated
}

function keyOf(request: Request): string {
  const key = request.get(idempotencyKeyHeader)
  if (key === undefined || !uuid.test(key))
    throw new HttpProblem(400, 'idempotency-key-needed', {
      errors: [
        {
          path: idempotencyKeyHeader,
          message: 'must be a UUID in lower case, made once per intention',
        },
      ],
    })
  return key
}

function parse(schema: RouteDefinition['body'], value: unknown, where: string): unknown {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.slice(0, 50).map((issue) => ({
    path: [where, ...issue.path].join('.').slice(0, 200),
    message: messageOf(issue),
  }))
  // An id that cannot be one names nothing.
  if (where === 'params') throw new HttpProblem(404, 'not-found')
  throw new HttpProblem(400, 'invalid-input', { errors })
}

/** Zod's messages say what was expected; only those about unknown keys repeat what was sent. */
function messageOf(issue: { readonly code: string; readonly message: string }): string {
  return issue.code === 'unrecognized_keys'
    ? 'has fields that are not known here'
    : issue.message.slice(0, 300)
}
