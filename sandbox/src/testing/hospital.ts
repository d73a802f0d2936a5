import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from '@careloom/testing/with-context'
import { embeddedIdentity } from '../identity/identity.ts'
import { sandboxHospital } from '../hospital/hospital.ts'
import type { SandboxHospitalOptions } from '../hospital/hospital.ts'
import { basic, browser, form, json, pkce, startApp } from './start.ts'
import type { Browser } from './start.ts'
import { stubCareloom } from './careloom-stub.ts'

export const dana = '0190a000-0000-7000-8000-000000000401'
export const marcus = '0190a000-0000-7000-8000-000000000402'

const files = join(import.meta.dirname, '../..')
const clientSecret = 'between careloom and harbor'

/** The hospital at an address of its own; at another one the identity, with a stand-in for the rest of Careloom. */
export async function startHospital(
  context: TestContext,
  options: Partial<SandboxHospitalOptions> = {},
) {
  const { app, base, dataDir } = await startApp(context)
  const errors: Error[] = []
  const onError = (error: Error) => errors.push(error)
  const { app: careloomApp, base: careloomBase } = await startApp(context)
  const identity = await embeddedIdentity({ base: careloomBase, dataDir, onError })
  const told = { base, dataDir, files, careloomBase, clientSecret, onError, ...options }
  const hospital = await sandboxHospital(told)
  careloomApp.use('/realms/careloom', identity.router)
  app.use('/ehr', hospital.router)
  const careloom = stubCareloom(careloomApp)
  context.after(() => {
    identity.close()
    hospital.close()
    assert.deepEqual(errors, [])
  })
  const addresses = { base, careloomBase, auth: `${base}/ehr/auth`, fhir: hospital.fhirBase }
  return { ...addresses, dataDir, files, hospital, clientSecret, careloom }
}

export type World = Awaited<ReturnType<typeof startHospital>>

/** A browser whose clinician is logged in to the hospital's screens. */
export async function atTheDesk({ base }: World): Promise<Browser> {
  const visitor = browser()
  const response = await visitor.visit(
    `${base}/ehr/login`,
    form({ username: 'clinician', password: 'sandbox' }),
  )
  assert.equal(response.status, 303)
  return visitor
}

/** Presses the button in the chart and answers what the application is opened with. */
export async function pressLaunch({ base }: World, desk: Browser, patient = dana): Promise<URL> {
  const response = await desk.visit(`${base}/ehr/patients/${patient}/launch`)
  return new URL(response.headers.get('location') ?? assert.fail('not opened'))
}

const wantedScope =
  'launch openid fhirUser profile patient/Patient.rs patient/CareTeam.cruds offline_access'

function authorizeUrl(world: World, values: Record<string, string>): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'careloom',
    redirect_uri: `${world.careloomBase}/smart/callback`,
    scope: wantedScope,
    state: 'state-1',
    aud: world.fhir,
    code_challenge_method: 'S256',
    ...values,
  })
  return `${world.auth}/authorize?${query}`
}

/** Goes on from an authorization request until Careloom's callback, or until a page stops it. */
export async function authorize(world: World, desk: Browser, values: Record<string, string>) {
  return desk.follow(authorizeUrl(world, values), ({ pathname }) => pathname === '/smart/callback')
}

export function exchange(
  world: World,
  code: string,
  verifier: string,
  secret = world.clientSecret,
) {
  return fetch(`${world.auth}/token`, {
    ...form({
      grant_type: 'authorization_code',
      code,
      redirect_uri: `${world.careloomBase}/smart/callback`,
      code_verifier: verifier,
    }),
    headers: { authorization: basic('careloom', secret) },
  })
}

/** A whole EHR launch by a clinician at the desk; answers the token response. */
export async function launchApp(world: World, patient = dana, values: Record<string, string> = {}) {
  const desk = await atTheDesk(world)
  const launch = (await pressLaunch(world, desk, patient)).searchParams.get('launch') ?? ''
  const { verifier, challenge } = pkce()
  const { location } = await authorize(world, desk, {
    launch,
    code_challenge: challenge,
    ...values,
  })
  const code = location.searchParams.get('code') ?? assert.fail(location.href)
  const response = await exchange(world, code, verifier)
  assert.equal(response.status, 200)
  return { desk, launch, code, tokens: await json(response) }
}

export async function backendToken(
  world: World,
  scope = world.hospital.clientForCareloom.scope,
): Promise<string> {
  const { clientId, tokenEndpoint } = world.hospital.clientForCareloom
  const response = await fetch(tokenEndpoint, {
    ...form({ grant_type: 'client_credentials', scope }),
    headers: { authorization: basic(clientId, clientSecret) },
  })
  return (await json(response)).access_token
}
