import compression from 'compression'
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import type { Access } from '@careloom/access'
import type { AnyEvent } from '@careloom/event-sourcing'
import { readinessOf, type Host } from '@careloom/hosting'
import {
  AssignmentServiceDefinition,
  assignmentTopic,
  matchingCaseTopic,
} from '@careloom/proto/assignments'
import { CarePlanServiceDefinition, carePlanTopic } from '@careloom/proto/care-plans'
import { FhirAdapterServiceDefinition } from '@careloom/proto/fhir-adapter'
import { measureTopic, OutcomeServiceDefinition } from '@careloom/proto/outcomes'
import { consentTopic, PeopleServiceDefinition, personTopic } from '@careloom/proto/people'
import { ReferralServiceDefinition, referralTopic } from '@careloom/proto/referrals'
import { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import { noTracing, type Tracing } from '@careloom/telemetry'
import { openApiDocument } from '@careloom/web-api/openapi'
import { keycloakAuthenticate } from './auth/keycloak.ts'
import type { Authenticate } from './auth/authenticate.ts'
import { launchSessions, type LaunchSessions } from './auth/launch-sessions.ts'
import { settings, type Config } from './config.ts'
import { fhirRouter } from './http/fhir.ts'
import { metadataFor } from './http/metadata.ts'
import { HttpProblem, problemOf, sendProblem } from './http/problem.ts'
import { amongGateways } from './http/other-gateways.ts'
import { keptMs, recentlySeen } from './http/recently-seen.ts'
import { tracesOfReferrals } from './http/referral-traces.ts'
import { requestContext } from './http/request-context.ts'
import { webRouter } from './http/static-web.ts'
import { smartRouter } from './smart/launch.ts'
import { clinicianHandlers } from './web-api/clinician/index.ts'
import type { Operations, Services } from './web-api/context.ts'
import { personOfChart } from './web-api/clinician/chart.ts'
import { coordinatorHandlers } from './web-api/coordinator/index.ts'
import { integratorHandlers } from './web-api/integrator/index.ts'
import { liveUpdates, type LiveUpdates } from './web-api/live.ts'
import { webApiRouter, type MountNeeds } from './web-api/mount.ts'
import { peerHandlers } from './web-api/peer/index.ts'
import { personHandlers } from './web-api/person/index.ts'
import { sessionHandlers } from './web-api/session.ts'

export type Gateway = { readonly app: Express; close(): void }

export type GatewayNeeds = {
  readonly host: Host
  readonly access: Access
  readonly operations: Operations
  readonly smartConfiguration: object
  /** Mounted before everything else: the sandbox's own addresses. */
  readonly sandbox?: readonly (readonly [path: string, handler: RequestHandler])[]
  readonly tracing?: Tracing
  readonly onError: (error: unknown) => void
}

const liveTopics = [
  personTopic,
  consentTopic,
  referralTopic,
  matchingCaseTopic,
  assignmentTopic,
  carePlanTopic,
  measureTopic,
]

/** What is made once for a gateway, and what its doors share. */
type Doors = GatewayNeeds & {
  readonly config: Config
  readonly nowMs: () => number
  readonly sessions: LaunchSessions
  readonly authenticate: Authenticate
  readonly services: Services
  readonly live: LiveUpdates
}

/** The only public door: tokens, limits, the web API, FHIR, SMART launches, live updates and the web app. */
export function createGateway(needs: GatewayNeeds): Gateway {
  const doors = doorsOf(needs)
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  mountBefore(app, doors)
  mountStatus(app, doors)
  mountDoors(app, doors)
  app.use(failing(doors.onError))
  return { app, close: () => doors.live.close() }
}

function doorsOf(needs: GatewayNeeds): Doors {
  const { host } = needs
  const config = settings.read(host.env)
  const nowMs = () => Date.parse(host.clock())
  const sessions = launchSessions(host.shared, nowMs)
  const keycloak = keycloakAuthenticate({
    serverUrl: config.realm.serverUrl,
    realm: config.realm.realm,
    clientId: config.audience,
    nowMs,
    ...(config.realmUrl === undefined ? {} : { realmUrl: config.realmUrl }),
    ...(config.secret === undefined ? {} : { secret: config.secret }),
  })
  return {
    ...needs,
    config,
    nowMs,
    sessions,
    authenticate: sessions.authenticate(keycloak),
    services: servicesOf(host),
    live: liveUpdates(
      liveTopics.map((topic) => host.bus.feed<AnyEvent>(topic)),
      nowMs,
    ),
  }
}

/** What every request goes through; the sandbox's own addresses come before the limits. */
function mountBefore(app: Express, { config, host, tracing, sandbox }: Doors): void {
  app.use(
    requestContext({
      newId: host.newId,
      tracing: tracing ?? noTracing,
      metrics: host.metrics,
      traceOf: tracesOfReferrals(host),
    }),
  )
  for (const [path, handler] of sandbox ?? []) app.use(path, handler)
  app.use(
    helmet({
      contentSecurityPolicy: false,
      frameguard: false,
      strictTransportSecurity: config.origin.startsWith('https:'),
    }),
  )
  app.use(limiter(config.rateLimit))
  app.use(compressing())
}

function mountStatus(app: Express, { config, operations, access }: Doors): void {
  app.get('/healthz', (_request, response) => void response.json({ status: 'alive' }))
  app.get('/readyz', (_request, response) => {
    const { isReady, said } = readinessOf(operations.status(), access.door.shut)
    response.status(isReady ? 200 : 503).json(said)
  })
  app.get(
    '/api/openapi.json',
    (_request, response) => void response.json(openApiDocument(config.origin, '0.1.0')),
  )
}

function mountDoors(app: Express, doors: Doors): void {
  const { config, sessions, authenticate, services, live, smartConfiguration, onError } = doors
  const seen = recentlySeen(amongGateways(doors.host, keptMs, onError))
  const { connections, origin, realm, webClientId, webDir } = config
  const { door } = doors.access
  app.use(['/api', '/smart'], whileOpen(door))
  app.use(
    '/fhir',
    fhirRouter({
      door,
      authenticate,
      recentlySeen: seen,
      fhir: services.fhir,
      smartConfiguration,
      onError,
    }),
  )
  app.use(
    '/smart',
    smartRouter({
      connections,
      sessions,
      shared: doors.host.shared,
      origin,
      personOf: (launch, requestId) =>
        personOfChart(launch, services, {
          metadata: { actor: 'system:smart-launch', causationId: `request:${requestId}` },
        }),
    }),
  )
  app.use(
    webApiRouter({
      authenticate,
      recentlySeen: seen,
      contextFor: contextsOf(doors),
      watch: (request, response, { actor }, until) => live.watch(request, response, actor, until),
      handlers: {
        ...sessionHandlers(sessions),
        ...clinicianHandlers,
        ...coordinatorHandlers,
        ...personHandlers,
        ...peerHandlers,
        ...integratorHandlers,
      },
    }),
  )
  const ehrs = connections.map(({ fhirBase }) => fhirBase)
  app.use(webRouter({ distDir: webDir, origin, ehrs, issuer: realm.issuer, clientId: webClientId }))
}

/** What a handler of the web API is given with a request. */
function contextsOf({ access, operations, host, services, sessions }: Doors) {
  const contextFor: MountNeeds['contextFor'] = (
    request,
    response,
    { actor: verified, launch },
    idempotencyKey,
  ) => {
    let actor = verified
    return {
      get actor() {
        return actor
      },
      launch,
      language: request.acceptsLanguages('en', 'es') === 'es' ? 'es' : 'en',
      requestId: String(response.locals['requestId']),
      services,
      access,
      operations,
      clock: host.clock,
      call: (step) => {
        const causation =
          idempotencyKey === undefined
            ? undefined
            : `web:${actor.id}:${idempotencyKey}${step === undefined ? '' : `:${step}`}`
        return { metadata: metadataFor(actor, response, causation) }
      },
      async bindLaunch(personId) {
        actor = { ...actor, launchedFor: personId }
        await sessions.bind(request.headers.authorization, personId)
      },
    }
  }
  return contextFor
}

/** A door that does not know what was revoked serves nothing. */
function whileOpen(door: Access['door']): RequestHandler {
  return (_request, _response, next) => {
    if (door.shut !== undefined)
      throw new HttpProblem(503, 'CL_UNAVAILABLE', { retryAfterSeconds: 1 })
    next()
  }
}

function failing(onError: GatewayNeeds['onError']): ErrorRequestHandler {
  return (error, _request, response, _next) =>
    sendProblem(response, problemOf(error, onError), String(response.locals['requestId']))
}

/**
 * Whoever speaks FHIR is a server, and near: what a few packets hold is sent as it is, because compressing it takes as long
 * as finding it.
 */
function compressing(): RequestHandler {
  const forServers = compression({ filter: isWorthIt, threshold: '8kb' })
  const forBrowsers = compression({ filter: isWorthIt })
  return (request, response, next) => {
    const compress = request.path.startsWith('/fhir/') ? forServers : forBrowsers
    compress(request, response, next)
  }
}

/** Everything but event streams: each of their few bytes goes out at once. */
function isWorthIt(request: Request, response: Response): boolean {
  const type = String(response.getHeader('Content-Type') ?? '')
  return !type.startsWith('text/event-stream') && compression.filter(request, response)
}

function limiter(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    // The newest draft adds a hash of the caller to every answer; this one says the same without it.
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // It is made once, here; looking that up in a stack trace would read the source map of the bundle at every start.
    validate: { creationStack: false },
    handler: (_request, response) =>
      void response
        .status(429)
        .type('application/problem+json')
        .send(
          JSON.stringify({
            type: 'about:blank',
            title: 'Too many requests',
            status: 429,
            code: 'rate-limited',
          }),
        ),
  })
}

function servicesOf(host: Host): Services {
  return {
    people: host.client(PeopleServiceDefinition),
    referrals: host.client(ReferralServiceDefinition),
    workforce: host.client(WorkforceServiceDefinition),
    assignments: host.client(AssignmentServiceDefinition),
    carePlans: host.client(CarePlanServiceDefinition),
    outcomes: host.client(OutcomeServiceDefinition),
    fhir: host.client(FhirAdapterServiceDefinition),
  }
}
