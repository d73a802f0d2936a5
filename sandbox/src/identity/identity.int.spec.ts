import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SignJWT, createRemoteJWKSet, decodeJwt, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import Keycloak from 'keycloak-connect'
import { embeddedIdentity } from './identity.ts'
import type { EmbeddedIdentityOptions } from './identity.ts'
import { basic, browser, form, json, pkce, startApp } from '../testing/start.ts'
import type { Browser } from '../testing/start.ts'

async function realm(context: TestContext, options: Partial<EmbeddedIdentityOptions> = {}) {
  const { app, base, dataDir } = await startApp(context)
  const errors: Error[] = []
  const identity = await embeddedIdentity({
    base,
    dataDir,
    onError: (error) => errors.push(error),
    ...options,
  })
  app.use('/realms/careloom', identity.router)
  context.after(() => {
    identity.close()
    assert.deepEqual(errors, [])
  })
  return {
    base,
    dataDir,
    issuer: identity.issuer,
    endpoint: `${identity.issuer}/protocol/openid-connect`,
  }
}

type Realm = Awaited<ReturnType<typeof realm>>

function authorizeUrl({ base, endpoint }: Realm, parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: 'careloom-web',
    response_type: 'code',
    redirect_uri: `${base}/callback`,
    scope: 'openid profile',
    state: 'state-1',
    code_challenge_method: 'S256',
    ...parameters,
  })
  return `${endpoint}/auth?${query}`
}

const atCallback = (location: URL) => location.pathname === '/callback'
const atLogin = (location: URL) => location.pathname === '/login'

async function openLogin(
  world: Realm,
  visitor: Browser,
  parameters: Record<string, string>,
): Promise<string> {
  const { location } = await visitor.follow(authorizeUrl(world, parameters), atLogin)
  assert.equal(location.pathname, '/login')
  return location.searchParams.get('interaction') ?? assert.fail('no interaction')
}

function postLogin(
  world: Realm,
  visitor: Browser,
  uid: string,
  body: unknown,
  headers: Record<string, string> = {},
) {
  return visitor.visit(`${world.issuer}/interaction/${uid}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

async function logIn(
  world: Realm,
  username: string,
  visitor = browser(),
  extra: Record<string, string> = {},
) {
  const { verifier, challenge } = pkce()
  const uid = await openLogin(world, visitor, { code_challenge: challenge, ...extra })
  const answer = await postLogin(world, visitor, uid, { username, password: 'sandbox' })
  assert.equal(answer.status, 200)
  const { location: goOn } = await json(answer)
  const { location } = await visitor.follow(goOn, atCallback)
  const code = location.searchParams.get('code') ?? assert.fail(location.href)
  const response = await redeem(world, { code, code_verifier: verifier })
  assert.equal(response.status, 200)
  return { visitor, code, verifier, tokens: await json(response) }
}

function redeem({ base, endpoint }: Realm, values: Record<string, string>) {
  const common = {
    client_id: 'careloom-web',
    grant_type: 'authorization_code',
    redirect_uri: `${base}/callback`,
  }
  return fetch(`${endpoint}/token`, form({ ...common, ...values }))
}

function refresh({ endpoint }: Realm, refreshToken: string) {
  return fetch(
    `${endpoint}/token`,
    form({ client_id: 'careloom-web', grant_type: 'refresh_token', refresh_token: refreshToken }),
  )
}

function systemToken({ endpoint }: Realm, scope?: string, secret = 'sandbox') {
  const values = { grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) }
  return fetch(`${endpoint}/token`, {
    ...form(values),
    headers: { authorization: basic('hospital', secret) },
  })
}

describe('the embedded identity', () => {
  it(
    'describes itself at the addresses of a Keycloak realm',
    withContext(async (context) => {
      const { issuer, endpoint } = await realm(context)
      const found = await json(fetch(`${issuer}/.well-known/openid-configuration`))
      assert.equal(found.issuer, issuer)
      assert.equal(found.authorization_endpoint, `${endpoint}/auth`)
      assert.equal(found.token_endpoint, `${endpoint}/token`)
      assert.equal(found.jwks_uri, `${endpoint}/certs`)
      assert.equal(found.userinfo_endpoint, `${endpoint}/userinfo`)
      assert.equal(found.end_session_endpoint, `${endpoint}/logout`)
      assert.equal(found.introspection_endpoint, `${endpoint}/token/introspect`)
      assert.equal(found.revocation_endpoint, `${endpoint}/revoke`)
      assert.deepEqual(found.code_challenge_methods_supported, ['S256'])
    }),
  )

  it(
    'logs a person in by password and issues a token of the agreed shape',
    withContext(async (context) => {
      const world = await realm(context)
      const { tokens } = await logIn(world, 'person')
      const keys = createRemoteJWKSet(new URL(`${world.endpoint}/certs`))
      const { payload, protectedHeader } = await jwtVerify(tokens.access_token, keys, {
        issuer: world.issuer,
        audience: 'careloom-gateway',
      })
      assert.equal(protectedHeader.alg, 'RS256')
      const { exp = 0, iat = 0, ...claims } = payload
      assert.equal(exp - iat, 300)
      assert.equal(tokens.expires_in, 300)
      assert.equal(claims['typ'], 'Bearer')
      assert.equal(claims['azp'], 'careloom-web')
      assert.equal(claims['name'], 'Dana Reyes')
      assert.equal(claims['preferred_username'], 'person')
      assert.equal(claims['person_id'], '0190a000-0000-7000-8000-000000000401')
      assert.deepEqual(claims['realm_access'], { roles: ['person'] })
      assert.equal(claims['scope'], 'openid profile')
      assert.equal(decodeJwt(tokens.id_token)['name'], 'Dana Reyes')
    }),
  )

  it(
    'says who else is who',
    withContext(async (context) => {
      const world = await realm(context)
      const claims = async (name: string) =>
        decodeJwt((await logIn(world, name)).tokens.access_token)
      const clinician = await claims('clinician')
      assert.equal(clinician['fhirUser'], 'Practitioner/0190a000-0000-7000-8000-000000000201')
      assert.equal(clinician['organization'], '0190a000-0000-7000-8000-000000000001')
      const peer = await claims('peer')
      assert.equal(peer['peer_worker_id'], '0190a000-0000-7000-8000-000000000301')
      for (const name of ['peer2', 'coordinator', 'integrator'])
        assert.ok((await claims(name))['organization'])
    }),
  )

  it(
    'refuses a wrong password with a friendly text and goes on with the right one',
    withContext(async (context) => {
      const world = await realm(context)
      const visitor = browser()
      const uid = await openLogin(world, visitor, { code_challenge: pkce().challenge })
      const wrong = await postLogin(world, visitor, uid, { username: 'peer', password: 'wrong' })
      assert.equal(wrong.status, 401)
      assert.equal(wrong.headers.get('content-type'), 'application/problem+json; charset=utf-8')
      assert.match((await json(wrong)).detail, /do not belong together/)
      assert.equal(
        (await postLogin(world, visitor, uid, { username: 'peer', password: 'sandbox' })).status,
        200,
      )
    }),
  )

  it(
    'slows down guessing',
    withContext(async (context) => {
      const world = await realm(context)
      const visitor = browser()
      const uid = await openLogin(world, visitor, { code_challenge: pkce().challenge })
      for (let i = 0; i < 10; i++)
        await postLogin(world, visitor, uid, { username: 'peer', password: `${i}` })
      const answer = await postLogin(world, visitor, uid, { username: 'peer', password: 'sandbox' })
      assert.equal(answer.status, 429)
      assert.ok(Number(answer.headers.get('retry-after')) > 0)
    }),
  )

  it(
    'takes a login only from its own pages, as JSON, with the cookie of the interaction',
    withContext(async (context) => {
      const world = await realm(context)
      const visitor = browser()
      const uid = await openLogin(world, visitor, { code_challenge: pkce().challenge })
      const right = { username: 'peer', password: 'sandbox' }
      assert.equal(
        (await postLogin(world, visitor, uid, right, { origin: 'https://elsewhere.example' }))
          .status,
        403,
      )
      assert.equal(
        (await postLogin(world, visitor, uid, right, { 'sec-fetch-site': 'cross-site' })).status,
        403,
      )
      const asForm = await visitor.visit(`${world.issuer}/interaction/${uid}/login`, form(right))
      assert.equal(asForm.status, 403)
      assert.equal((await postLogin(world, browser(), uid, right)).status, 410)
      const broken = await visitor.visit(`${world.issuer}/interaction/${uid}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{',
      })
      assert.equal(broken.status, 400)
      assert.equal((await postLogin(world, visitor, uid, [right])).status, 401)
    }),
  )

  it(
    'refuses an authorization without PKCE, with plain, or to another redirect address',
    withContext(async (context) => {
      const world = await realm(context)
      const { verifier, challenge } = pkce()
      const visitor = browser()
      const answer = (parameters: Record<string, string>) =>
        visitor.follow(authorizeUrl(world, parameters), atCallback)
      const none = await answer({})
      assert.equal(none.location.searchParams.get('error'), 'invalid_request')
      const plain = await answer({ code_challenge: verifier, code_challenge_method: 'plain' })
      assert.equal(plain.location.searchParams.get('error'), 'invalid_request')
      const elsewhere = await answer({
        code_challenge: challenge,
        redirect_uri: `${world.base}/callback/x`,
      })
      assert.equal(elsewhere.response.status, 400)
      assert.match(await elsewhere.response.text(), /invalid_redirect_uri/)
    }),
  )

  it(
    'redeems a code once, and only with its verifier',
    withContext(async (context) => {
      const world = await realm(context)
      const { code, verifier, tokens } = await logIn(world, 'peer')
      const again = await redeem(world, { code, code_verifier: verifier })
      assert.equal((await json(again)).error, 'invalid_grant')
      assert.equal((await refresh(world, tokens.refresh_token)).status, 400)

      const visitor = browser()
      const uid = await openLogin(world, visitor, { code_challenge: pkce().challenge })
      const answer = await postLogin(world, visitor, uid, { username: 'peer', password: 'sandbox' })
      const { location } = await visitor.follow((await json(answer)).location, atCallback)
      const wrong = await redeem(world, {
        code: location.searchParams.get('code') ?? '',
        code_verifier: verifier,
      })
      assert.equal((await json(wrong)).error, 'invalid_grant')
    }),
  )

  it(
    'rotates refresh tokens and revokes all of them when one is used twice',
    withContext(async (context) => {
      const world = await realm(context)
      const { tokens } = await logIn(world, 'peer')
      const second = await json(refresh(world, tokens.refresh_token))
      assert.equal(decodeJwt(second.access_token)['name'], 'Alex Moreno')
      assert.notEqual(second.refresh_token, tokens.refresh_token)
      assert.equal((await refresh(world, tokens.refresh_token)).status, 400)
      assert.equal((await refresh(world, second.refresh_token)).status, 400)
    }),
  )

  it(
    'gives the hospital the scopes it asks for and refuses what is not SMART v2',
    withContext(async (context) => {
      const world = await realm(context)
      const narrow = await json(systemToken(world, 'system/Task.rs system/Patient.crs'))
      assert.equal(narrow.scope, 'system/Task.rs system/Patient.crs')
      const claims = decodeJwt(narrow.access_token)
      assert.deepEqual(claims['realm_access'], { roles: ['system'] })
      assert.equal(claims['organization'], '0190a000-0000-7000-8000-000000000001')
      assert.equal((await json(systemToken(world))).scope, 'system/*.cruds')
      for (const scope of ['system/Task.sr', 'system/Task.read', 'user/Task.rs', 'openid'])
        assert.equal((await json(systemToken(world, scope))).error, 'invalid_scope', scope)
      assert.equal((await systemToken(world, undefined, 'wrong')).status, 401)
    }),
  )

  it(
    'issues tokens that keycloak-connect accepts',
    withContext(async (context) => {
      const world = await realm(context)
      const keycloak = new Keycloak({}, {
        realm: 'careloom',
        resource: 'careloom-gateway',
        'auth-server-url': world.base,
        'bearer-only': true,
        'verify-token-audience': true,
        'ssl-required': 'none',
        'confidential-port': 0,
      } as Keycloak.KeycloakConfig)
      for (const token of [
        (await json(systemToken(world))).access_token,
        (await logIn(world, 'coordinator')).tokens.access_token,
      ]) {
        const grant = await keycloak.grantManager.createGrant({ access_token: token } as never)
        assert.ok(grant.access_token !== undefined)
      }
      const forged = (await json(systemToken(world))).access_token.replace(/.{4}$/, 'AAAA')
      await assert.rejects(() =>
        keycloak.grantManager.createGrant({ access_token: forged } as never),
      )
    }),
  )

  it(
    'answers userinfo and introspection for its own tokens',
    withContext(async (context) => {
      const world = await realm(context)
      const { tokens } = await logIn(world, 'peer')
      const asked = (token: string) =>
        fetch(`${world.endpoint}/userinfo`, { headers: { authorization: `Bearer ${token}` } })
      assert.equal((await json(asked(tokens.access_token))).name, 'Alex Moreno')
      assert.equal((await asked('x.y.z')).status, 401)

      const introspect = async (token: string, secret: string) =>
        fetch(`${world.endpoint}/token/introspect`, {
          ...form({ token }),
          headers: { authorization: basic('hospital', secret) },
        })
      const active = await json(introspect(tokens.access_token, 'sandbox'))
      assert.equal(active.active, true)
      assert.equal(active.preferred_username, 'peer')
      assert.deepEqual(await json(introspect('a.b.c', 'sandbox')), { active: false })
      assert.equal((await introspect(tokens.access_token, 'wrong')).status, 401)
    }),
  )

  it(
    'knows a client by its keys, once per assertion',
    withContext(async (context) => {
      const { publicKey, privateKey } = await generateKeyPair('ES384')
      const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES384', use: 'sig' }
      const system = {
        clientId: 'county-exchange',
        name: 'County exchange',
        organization: '0190a000-0000-7000-8000-000000000001',
        roles: ['system'],
        scope: 'system/Task.rs',
        proof: { keys: [jwk] },
      }
      const world = await realm(context, { systems: [system] })
      const assertion = await new SignJWT({ jti: 'jti-1' })
        .setProtectedHeader({ alg: 'ES384', kid: 'k1', typ: 'JWT' })
        .setIssuer(system.clientId)
        .setSubject(system.clientId)
        .setAudience(`${world.endpoint}/token`)
        .setIssuedAt()
        .setExpirationTime('2 min')
        .sign(privateKey)
      const ask = () =>
        fetch(
          `${world.endpoint}/token`,
          form({
            grant_type: 'client_credentials',
            scope: 'system/Task.rs',
            client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            client_assertion: assertion,
          }),
        )
      const first = await ask()
      assert.equal(first.status, 200)
      assert.equal(decodeJwt((await json(first)).access_token)['client_id'], 'county-exchange')
      assert.equal((await ask()).status, 401)
    }),
  )

  it(
    'remembers who is signed in until they log out',
    withContext(async (context) => {
      const world = await realm(context)
      const { visitor, tokens } = await logIn(world, 'peer')
      const again = await visitor.follow(
        authorizeUrl(world, { code_challenge: pkce().challenge }),
        atCallback,
      )
      assert.ok(again.location.searchParams.get('code'))

      const query = new URLSearchParams({
        id_token_hint: tokens.id_token,
        post_logout_redirect_uri: `${world.base}/`,
      })
      const out = await visitor.visit(`${world.endpoint}/logout?${query}`)
      assert.equal(out.headers.get('location'), `${world.base}/`)
      assert.equal((await refresh(world, tokens.refresh_token)).status, 400)
      await openLogin(world, visitor, { code_challenge: pkce().challenge })
    }),
  )

  it(
    'ends a session by a posted logout, and asks first whoever brings no proof or that of another session',
    withContext(async (context) => {
      const world = await realm(context)
      const { tokens, visitor } = await logIn(world, 'person')
      const other = await logIn(world, 'peer')
      const asks = async (hint: Record<string, string>) =>
        (await visitor.visit(`${world.endpoint}/logout`, form(hint))).text()
      assert.match(await asks({}), /Log out of Careloom\?/)
      assert.match(await asks({ id_token_hint: other.tokens.id_token }), /Log out of Careloom\?/)
      assert.equal((await refresh(world, other.tokens.refresh_token)).status, 200)
      assert.match(await asks({ id_token_hint: tokens.id_token }), /You are logged out/)
      assert.equal((await refresh(world, tokens.refresh_token)).status, 400)
      await openLogin(world, visitor, { code_challenge: pkce().challenge })
    }),
  )

  it(
    'lets another user sign in over a session when a fresh login is asked for',
    withContext(async (context) => {
      const world = await realm(context)
      const { visitor } = await logIn(world, 'peer')
      const { tokens } = await logIn(world, 'coordinator', visitor, { prompt: 'login' })
      assert.equal(decodeJwt(tokens.access_token)['name'], 'Jo Winter')
    }),
  )

  it(
    'keeps keys, sessions and refresh tokens over a restart, readable by their owner only',
    withContext(async (context) => {
      const { app, base, dataDir } = await startApp(context)
      let identity = await embeddedIdentity({ base, dataDir })
      app.use('/realms/careloom', (request, response, next) =>
        identity.router(request, response, next),
      )
      const world = {
        base,
        dataDir,
        issuer: identity.issuer,
        endpoint: `${identity.issuer}/protocol/openid-connect`,
      }
      const { tokens, visitor } = await logIn(world, 'peer')
      identity.close()
      identity = await embeddedIdentity({ base, dataDir })
      context.after(() => identity.close())
      assert.equal((await refresh(world, tokens.refresh_token)).status, 200)
      const again = await visitor.follow(
        authorizeUrl(world, { code_challenge: pkce().challenge }),
        atCallback,
      )
      assert.ok(again.location.searchParams.get('code'))
      for (const name of ['careloom.secrets.json', 'identity.sqlite'])
        assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, name)
      assert.ok(!readFileSync(join(dataDir, 'careloom.secrets.json'), 'utf8').includes('sandbox'))
    }),
  )

  it(
    'sends a visitor of another host name to its own before signing in',
    withContext(async (context) => {
      const world = await realm(context)
      const address = authorizeUrl(world, { code_challenge: pkce().challenge }).replace(
        '127.0.0.1',
        'localhost',
      )
      const response = await fetch(address, { redirect: 'manual' }).catch(() => undefined)
      if (response === undefined) return
      assert.equal(response.status, 307)
      assert.ok(response.headers.get('location')?.startsWith(world.base))
    }),
  )
})
