import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import assert from 'node:assert/strict'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { basic, browser, form, json, pkce } from '../../testing/start.ts'
import {
  atTheDesk,
  authorize,
  backendToken,
  dana,
  exchange,
  launchApp,
  marcus,
  pressLaunch,
  startHospital,
} from '../../testing/hospital.ts'

type Configuration = {
  issuer: string
  jwks_uri: string
  code_challenge_methods_supported: string[]
  capabilities: string[]
  authorization_endpoint: string
  token_endpoint: string
}

describe('the SMART launch of the hospital', () => {
  it(
    'is described next to the FHIR base',
    withContext(async (context) => {
      const world = await startHospital(context)
      const found = await json<Configuration>(
        fetch(`${world.fhir}/.well-known/smart-configuration`),
      )
      assert.equal(found.authorization_endpoint, `${world.auth}/authorize`)
      assert.equal(found.token_endpoint, `${world.auth}/token`)
      assert.deepEqual(found.code_challenge_methods_supported, ['S256'])
      assert.ok(found.capabilities.includes('launch-ehr'))
      const openid = await json<Configuration>(
        fetch(`${world.auth}/.well-known/openid-configuration`),
      )
      assert.equal(openid.issuer, found.issuer)
      assert.equal(openid.jwks_uri, found.jwks_uri)
    }),
  )

  it(
    'opens the application with the FHIR base and a launch token',
    withContext(async (context) => {
      const world = await startHospital(context)
      const opened = await pressLaunch(world, await atTheDesk(world))
      assert.equal(`${opened.origin}${opened.pathname}`, `${world.careloomBase}/smart/launch`)
      assert.equal(opened.searchParams.get('iss'), world.fhir)
      assert.ok((opened.searchParams.get('launch') ?? '').length >= 32)
    }),
  )

  it(
    'gives the patient, the visit and the clinician without a further screen',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { tokens } = await launchApp(world)
      assert.equal(tokens['patient'], dana)
      assert.match(tokens['encounter'] ?? '', /^0190a000/)
      assert.equal(tokens['need_patient_banner'], false)
      assert.equal(
        tokens.scope,
        'launch openid fhirUser profile patient/Patient.rs patient/CareTeam.rs',
      )
      const keys = createRemoteJWKSet(new URL(`${world.auth}/jwks`))
      const { payload } = await jwtVerify(tokens.id_token, keys, {
        issuer: world.auth,
        audience: 'careloom',
      })
      assert.equal(
        payload['fhirUser'],
        `${world.fhir}/Practitioner/0190a000-0000-7000-8000-000000000201`,
      )
    }),
  )

  it(
    'gives each launch its own patient',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { tokens: first } = await launchApp(world, dana)
      const { tokens: second } = await launchApp(world, marcus)
      const read = (token: string, id: string) =>
        fetch(`${world.fhir}/Patient/${id}`, { headers: { authorization: `Bearer ${token}` } })
      assert.equal((await read(first.access_token, dana)).status, 200)
      assert.equal((await read(first.access_token, marcus)).status, 404)
      assert.equal((await read(second.access_token, marcus)).status, 200)
    }),
  )

  it(
    'refuses a wrong or missing aud, PKCE missing or plain, and another redirect address',
    withContext(async (context) => {
      const world = await startHospital(context)
      const desk = await atTheDesk(world)
      const launch = (await pressLaunch(world, desk)).searchParams.get('launch') ?? ''
      const code_challenge = pkce().challenge
      const error = async (values: Record<string, string>) =>
        (await authorize(world, desk, values)).location.searchParams.get('error')
      assert.equal(
        await error({ launch, code_challenge, aud: 'https://elsewhere.example/fhir' }),
        'invalid_request',
      )
      assert.equal(await error({ launch, code_challenge, aud: '' }), 'invalid_request')
      assert.equal(await error({ launch }), 'invalid_request')
      assert.equal(
        await error({ launch, code_challenge, code_challenge_method: 'plain' }),
        'invalid_request',
      )
      const redirect_uri = `${world.careloomBase}/smart/callback/`
      assert.equal(
        (await authorize(world, desk, { launch, code_challenge, redirect_uri })).response.status,
        400,
      )
      assert.equal(await error({ launch, code_challenge }), null)
    }),
  )

  it(
    'refuses a launch token that is used, unknown, missing or five minutes old',
    withContext(async (context) => {
      let at = Date.now()
      const world = await startHospital(context, { now: () => at })
      const { desk, launch } = await launchApp(world)
      const code_challenge = pkce().challenge
      const error = async (token: string | undefined) => {
        const values = token === undefined ? { code_challenge } : { code_challenge, launch: token }
        return (await authorize(world, desk, values)).location.searchParams.get('error')
      }
      assert.equal(await error(launch), 'invalid_request')
      assert.equal(await error('unknown'), 'invalid_request')
      assert.equal(await error(undefined), 'invalid_request')
      const late = (await pressLaunch(world, desk)).searchParams.get('launch') ?? ''
      at += 5 * 60_000
      assert.equal(await error(late), 'invalid_request')
    }),
  )

  it(
    'asks who is at the desk when nobody is logged in',
    withContext(async (context) => {
      const world = await startHospital(context)
      const launch =
        (await pressLaunch(world, await atTheDesk(world))).searchParams.get('launch') ?? ''
      const { location, response } = await authorize(world, browser(), {
        launch,
        code_challenge: pkce().challenge,
      })
      assert.equal(location.pathname, '/ehr/login')
      assert.equal(response.status, 200)
    }),
  )

  it(
    'redeems a code once, with its verifier and the right secret',
    withContext(async (context) => {
      const world = await startHospital(context)
      const desk = await atTheDesk(world)
      const launch = (await pressLaunch(world, desk)).searchParams.get('launch') ?? ''
      const { verifier, challenge } = pkce()
      const { location } = await authorize(world, desk, { launch, code_challenge: challenge })
      const code = location.searchParams.get('code') ?? ''
      assert.equal((await exchange(world, code, verifier, 'wrong')).status, 401)
      assert.equal((await exchange(world, code, pkce().verifier)).status, 400)
      const { access_token } = await json(exchange(world, code, verifier))
      assert.equal((await exchange(world, code, verifier)).status, 400)
      const after = await fetch(`${world.fhir}/Patient/${dana}`, {
        headers: { authorization: `Bearer ${access_token}` },
      })
      assert.equal(after.status, 401)
    }),
  )

  it(
    'tells an authenticated client about a token, with the context',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { tokens } = await launchApp(world)
      const { clientId } = world.hospital.clientForCareloom
      const response = await fetch(`${world.auth}/introspect`, {
        ...form({ token: tokens.access_token }),
        headers: { authorization: basic(clientId, world.clientSecret) },
      })
      const found = await json<{ active: boolean; patient: string }>(response)
      assert.equal(found.active, true)
      assert.equal(found.patient, dana)
    }),
  )

  it(
    'gives a backend system scopes only, narrowed to what is offered',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { clientId, tokenEndpoint } = world.hospital.clientForCareloom
      const ask = (scope: string) =>
        fetch(tokenEndpoint, {
          ...form({ grant_type: 'client_credentials', scope }),
          headers: { authorization: basic(clientId, world.clientSecret) },
        })
      assert.equal(
        (await json(ask('system/DocumentReference.cruds system/CareTeam.cruds'))).scope,
        'system/DocumentReference.crus system/CareTeam.rs',
      )
      assert.equal((await json(ask('user/Patient.rs'))).error, 'invalid_scope')
      assert.ok(await backendToken(world))
    }),
  )
})
