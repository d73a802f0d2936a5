import { createHash, randomBytes } from 'node:crypto'
import { Router, type Request, type Response } from 'express'
import { Client } from 'fhir-kit-client'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { Launch } from '../auth/authenticate.ts'
import type { LaunchSessions } from '../auth/launch-sessions.ts'
import { HttpProblem } from '../http/problem.ts'
import { readPatient, whyNoReferral } from './chart-patient.ts'

/** A hospital whose launches we accept. */
export type EhrConnection = {
  readonly connectionId: string
  readonly organizationId: string
  readonly name: string
  readonly fhirBase: string
  readonly clientId: string
  readonly clientSecret: string
}

export type SmartNeeds = {
  readonly connections: readonly EhrConnection[]
  readonly sessions: LaunchSessions
  /** The product's public origin. */
  readonly origin: string
  readonly nowMs: () => number
  /** Whose record a chart's patient is with us, if we know them. */
  readonly personOf: (
    chart: Pick<Launch, 'identifiers' | 'organizationId'>,
    requestId: string,
  ) => Promise<string | undefined>
}

type Pending = {
  readonly connection: EhrConnection
  readonly verifier: string
  readonly tokenEndpoint: string
  readonly issuer: string | undefined
  readonly jwksUri: string | undefined
  readonly expiresAt: number
}

const scope = 'launch openid fhirUser profile patient/Patient.rs'
const pendingMs = 10 * 60_000
const fetchMs = 5_000

/** SMART App Launch 2.2, EHR launch: authorization code with PKCE S256, `launch` and `aud`. */
export function smartRouter(needs: SmartNeeds): Router {
  const pending = new Map<string, Pending>()
  const router = Router()
  router.get('/launch', (request, response) => begin(request, response, needs, pending))
  router.get('/callback', (request, response) => finish(request, response, needs, pending))
  return router
}

async function begin(
  request: Request,
  response: Response,
  { connections, origin, nowMs }: SmartNeeds,
  pending: Map<string, Pending>,
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
  if (pending.size > 5_000) pending.delete(String(pending.keys().next().value))
  pending.set(state, {
    connection,
    verifier,
    tokenEndpoint: smart.token_endpoint,
    issuer: smart.issuer,
    jwksUri: smart.jwks_uri,
    expiresAt: nowMs() + pendingMs,
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

type SmartConfiguration = {
  authorization_endpoint: string
  token_endpoint: string
  issuer?: string
  jwks_uri?: string
}

async function smartConfiguration({ fhirBase }: EhrConnection): Promise<SmartConfiguration> {
  const found = await fetch(`${fhirBase}/.well-known/smart-configuration`, {
    signal: AbortSignal.timeout(fetchMs),
  }).catch(() => undefined)
  const body =
    found?.ok === true ? ((await found.json()) as Partial<SmartConfiguration>) : undefined
  if (body?.authorization_endpoint === undefined || body.token_endpoint === undefined)
    throw new HttpProblem(503, 'ehr-unreachable', {
      detail: 'The EHR does not answer. Nothing was sent; try again from the chart.',
    })
  return body as SmartConfiguration
}

async function finish(
  request: Request,
  response: Response,
  needs: SmartNeeds,
  pending: Map<string, Pending>,
): Promise<void> {
  const { state, code } = request.query
  const started = typeof state === 'string' ? pending.get(state) : undefined
  if (typeof state === 'string') pending.delete(state)
  if (started === undefined || started.expiresAt <= needs.nowMs() || typeof code !== 'string')
    throw new HttpProblem(400, 'launch-expired', {
      detail: 'This launch is over or was refused. Open the app from the chart again.',
    })
  const token = await exchange(started, code, `${needs.origin}/smart/callback`)
  const user = await userOf(token.id_token, started)
  const launch = await patientOf(token, started.connection)
  const requestId = String(response.locals['requestId'])
  const personId = await needs.personOf(launch, requestId)
  const actor = {
    id: `ehr:${started.connection.connectionId}:${user.id}`,
    roles: new Set(['clinician'] as const),
    organization: started.connection.organizationId,
    practitionerId: user.id,
    displayName: user.name,
    launchedFor: personId ?? nobody,
    scopes: undefined,
  }
  response.redirect(302, `/refer#handoff=${needs.sessions.handoff(actor, launch)}`)
}

/** A launch for somebody we do not know yet opens nobody's record. */
const nobody = 'nobody-yet'

type TokenAnswer = {
  access_token: string
  patient: string
  id_token?: string
  need_patient_banner?: boolean
}

async function exchange(
  { connection, verifier, tokenEndpoint }: Pending,
  code: string,
  redirectUri: string,
): Promise<TokenAnswer> {
  const basic = Buffer.from(
    `${encodeURIComponent(connection.clientId)}:${encodeURIComponent(connection.clientSecret)}`,
  ).toString('base64')
  const answer = await fetch(tokenEndpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
    signal: AbortSignal.timeout(fetchMs),
  }).catch(() => undefined)
  const body = answer?.ok === true ? ((await answer.json()) as Partial<TokenAnswer>) : undefined
  if (body?.access_token === undefined || body.patient === undefined)
    throw new HttpProblem(400, 'launch-refused', {
      detail: 'The EHR did not accept the launch. Open the app from the chart again.',
    })
  return body as TokenAnswer
}

/** Who is at the EHR's keyboard: `fhirUser` of a verified id token. */
async function userOf(
  idToken: string | undefined,
  { connection, issuer, jwksUri }: Pending,
): Promise<{ id: string; name: string }> {
  if (idToken === undefined || jwksUri === undefined || issuer === undefined)
    throw new HttpProblem(400, 'launch-refused', {
      detail: 'The EHR did not say who is signed in.',
    })
  const { payload } = await jwtVerify(idToken, createRemoteJWKSet(new URL(jwksUri)), {
    issuer,
    audience: connection.clientId,
  }).catch(() => {
    throw new HttpProblem(400, 'launch-refused', {
      detail: 'The EHR’s statement of who is signed in could not be verified.',
    })
  })
  const fhirUser = typeof payload['fhirUser'] === 'string' ? payload['fhirUser'] : ''
  const id = /Practitioner\/([A-Za-z0-9.-]{1,64})$/.exec(fhirUser)?.[1]
  if (id === undefined)
    throw new HttpProblem(403, 'not-a-practitioner', { detail: 'Only practitioners can refer.' })
  return { id, name: typeof payload['name'] === 'string' ? payload['name'] : 'A clinician' }
}

/** What of the chart's patient a referral needs, read with the token of the launch. */
async function patientOf(token: TokenAnswer, connection: EhrConnection): Promise<Launch> {
  const client = new Client({ baseUrl: connection.fhirBase, bearerToken: token.access_token })
  const patient: unknown = await client
    .read({ resourceType: 'Patient', id: token.patient })
    .catch(() => {
      throw new HttpProblem(503, 'ehr-unreachable', {
        detail: 'The EHR does not show the patient of the chart. Try again.',
      })
    })
  const unusable = whyNoReferral(patient)
  if (unusable !== undefined) throw new HttpProblem(422, 'chart-not-in-use', { detail: unusable })
  return {
    ...readPatient(patient),
    connectionId: connection.connectionId,
    organizationId: connection.organizationId,
    ehrName: connection.name,
    fhirId: token.patient,
    needPatientBanner: token.need_patient_banner === true,
  }
}
