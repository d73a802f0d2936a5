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
import type { Host } from '@careloom/hosting'
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
import { noTracing, type Metrics, type Tracing } from '@careloom/telemetry'
import { openApiDocument } from '@careloom/web-api/openapi'
import { keycloakAuthenticate } from './auth/keycloak.ts'
import { launchSessions } from './auth/launch-sessions.ts'
import { loadConfig } from './config.ts'
import { fhirRouter } from './http/fhir.ts'
import { metadataFor } from './http/metadata.ts'
import { problemOf, sendProblem } from './http/problem.ts'
import { tracesOfReferrals } from './http/referral-traces.ts'
import { requestContext } from './http/request-context.ts'
import { webRouter } from './http/static-web.ts'
import { smartRouter } from './smart/launch.ts'
import { clinicianHandlers } from './web-api/clinician/index.ts'
import type { Operations, Services } from './web-api/context.ts'
import { personOfChart } from './web-api/clinician/chart.ts'
import { coordinatorHandlers } from './web-api/coordinator/index.ts'
import { integratorHandlers } from './web-api/integrator/index.ts'
import { liveUpdates } from './web-api/live.ts'
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
  readonly observe?: Metrics['observeRequest']
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

/** The only public door: tokens, limits, the web API, FHIR, SMART launches, live updates and the web app. */
export function createGateway({
  host,
  access,
  operations,
  smartConfiguration,
  sandbox = [],
  tracing = noTracing,
  observe,
  onError,
}: GatewayNeeds): Gateway {
  const config = loadConfig(host.env)
  const nowMs = () => Date.parse(host.clock())
  const sessions = launchSessions(nowMs)
  const keycloak = keycloakAuthenticate({
    serverUrl: config.origin,
    realm: config.realm,
    clientId: config.audience,
    nowMs,
    ...(config.realmUrl === undefined ? {} : { realmUrl: config.realmUrl }),
  })
  const authenticate = sessions.authenticate(keycloak)
  const services = servicesOf(host)
  const live = liveUpdates(liveTopics.map((topic) => host.bus.feed<AnyEvent>(topic)))

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
      bindLaunch(personId) {
        actor = { ...actor, launchedFor: personId }
        sessions.bind(request.headers.authorization, personId)
      },
    }
  }

  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.use(
    requestContext({
      newId: host.newId,
      tracing,
      ...(observe === undefined ? {} : { observe }),
      traceOf: tracesOfReferrals(host),
    }),
  )
  for (const [path, handler] of sandbox) app.use(path, handler)
  app.use(
    helmet({
      contentSecurityPolicy: false,
      frameguard: false,
      strictTransportSecurity: config.origin.startsWith('https:'),
    }),
  )
  app.use(limiter(config.rateLimit))
  app.use(compression({ filter: isWorthIt }))
  app.get('/healthz', (_request, response) => void response.json({ status: 'alive' }))
  app.get('/readyz', (_request, response) => {
    const { readOnly, services: each } = operations.status()
    const failed = each.filter((service) => service.failed).map(({ name }) => name)
    const ready = !readOnly && failed.length === 0
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not-ready', readOnly, failed })
  })
  app.get(
    '/api/openapi.json',
    (_request, response) => void response.json(openApiDocument(config.origin, '0.1.0')),
  )
  app.use('/fhir', fhirRouter({ authenticate, fhir: services.fhir, smartConfiguration, onError }))
  app.use(
    '/smart',
    smartRouter({
      connections: config.connections,
      sessions,
      origin: config.origin,
      nowMs,
      personOf: (launch, requestId) =>
        personOfChart(launch, services, {
          metadata: { actor: 'system:smart-launch', causationId: `request:${requestId}` },
        }),
    }),
  )
  app.use(
    webApiRouter({
      authenticate,
      contextFor,
      watch: (request, response, { actor }) => live.watch(request, response, actor),
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
  app.use(webRouter(config.webDir, config.origin))
  const failed: ErrorRequestHandler = (error, _request, response, _next) =>
    sendProblem(response, problemOf(error, onError), String(response.locals['requestId']))
  app.use(failed)
  return { app, close: () => live.close() }
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
