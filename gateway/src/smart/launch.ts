import { createHash, randomBytes } from 'node:crypto'
import { Router, type Request, type Response } from 'express'
import type { OpenShared, Shared } from '@careloom/event-sourcing'
import type { Launch } from '../auth/authenticate.ts'
import type { LaunchSessions } from '../auth/launch-sessions.ts'
import { HttpProblem } from '../http/problem.ts'
import { patientOf } from './chart.ts'
import { smartConfiguration } from './configuration.ts'
import type { EhrConnection } from './connection.ts'
import { exchange, userOf, type Begun } from './token.ts'

export type SmartNeeds = {
  readonly connections: readonly EhrConnection[]
  readonly sessions: LaunchSessions
  readonly shared: OpenShared
  /** The product's public origin. */
  readonly origin: string
  /** Whose record a chart's patient is with us, if we know them. */
  readonly personOf: (
    chart: Pick<Launch, 'identifiers' | 'organizationId'>,
    requestId: string,
  ) => Promise<string | undefined>
}

/** Launches that were begun, by their state: whichever gateway is called back finishes them. */
type Begins = Shared<Begun>

const scope = 'launch openid fhirUser profile patient/Patient.rs'
const pendingMs = 10 * 60_000

/** SMART App Launch 2.2, EHR launch: authorization code with PKCE S256, `launch` and `aud`. */
export function smartRouter(needs: SmartNeeds): Router {
  const pending: Begins = needs.shared('launches-begun', pendingMs)
  const router = Router()
  router.get('/launch', (request, response) => begin(request, response, needs, pending))
  router.get('/callback', (request, response) => finish(request, response, needs, pending))
  return router
}

async function begin(
  request: Request,
  response: Response,
  { connections, origin }: SmartNeeds,
  pending: Begins,
): Promise<void> {
  const { iss, launch } = request.query
  const connection = connections.find(
    ({ fhirBase }) => fhirBase === (typeof iss === 'string' ? iss.replace(/\/$/, '') : undefined),
  )
  if (connection === undefined || typeof launch !== 'string')
    throw new HttpProblem(400, 'unknown-ehr', { detail: 'This EHR is not connected to Careloom.' })
  const smart = await smartConfiguration(connection)
  const state = randomBytes(24).toString('base64url')
  const verifier = randomBytes(48).toString('base64url')
  await pending.put(state, {
    connectionId: connection.connectionId,
    verifier,
    tokenEndpoint: smart.token_endpoint,
    issuer: smart.issuer,
    jwksUri: smart.jwks_uri,
  })
  const authorize = new URL(smart.authorization_endpoint)
  const parameters = {
    response_type: 'code',
    client_id: connection.clientId,
    redirect_uri: `${origin}/smart/callback`,
    scope,
    state,
    aud: connection.fhirBase,
    launch,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) authorize.searchParams.set(name, value)
  response.redirect(302, authorize.href)
}

async function finish(
  request: Request,
  response: Response,
  needs: SmartNeeds,
  pending: Begins,
): Promise<void> {
  const { state, code } = request.query
  const started = typeof state === 'string' ? await pending.take(state) : undefined
  const connection = needs.connections.find(
    ({ connectionId }) => connectionId === started?.connectionId,
  )
  if (started === undefined || connection === undefined || typeof code !== 'string')
    throw new HttpProblem(400, 'launch-expired', {
      detail: 'This launch is over or was refused. Open the app from the chart again.',
    })
  const token = await exchange(connection, started, code, `${needs.origin}/smart/callback`)
  const user = await userOf(token.id_token, connection, started)
  const launch = await patientOf(token, connection)
  const requestId = String(response.locals['requestId'])
  const personId = await needs.personOf(launch, requestId)
  const actor = {
    id: `ehr:${connection.connectionId}:${user.id}`,
    roles: new Set(['clinician'] as const),
    organization: connection.organizationId,
    practitionerId: user.id,
    displayName: user.name,
    launchedFor: personId ?? nobody,
    scopes: undefined,
  }
  response.redirect(302, `/refer#handoff=${await needs.sessions.handoff(actor, launch)}`)
}

/** A launch for somebody we do not know yet opens nobody's record. */
const nobody = 'nobody-yet'
