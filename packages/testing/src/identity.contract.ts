import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, it } from '@jest/globals'
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { eventually } from './notes.ts'
import type { RealmClient, Tokens } from './sign-in.ts'
import { withContext, type TestContext } from './with-context.ts'

/** Whom the gateway takes somebody for. */
export type Known = {
  readonly id: string
  readonly displayName?: string | undefined
  readonly roles: Iterable<string>
  readonly organization: string | undefined
  readonly personId?: string | undefined
  readonly peerWorkerId?: string | undefined
  readonly practitionerId?: string | undefined
  readonly scopes?: readonly string[] | undefined
}

export type IdentityUnderTest = {
  readonly client: RealmClient
  readonly issuer: string
  /** Where the gateway's web API is that asks the realm whether a token still holds. */
  readonly door: string
  /** That of a gateway which does not: what it refuses it refuses by itself. */
  readonly doorAlone: string
  /** The gateway's own look at a token. */
  authenticate(authorization: string): Promise<{ ok: true; actor: Known } | { ok: false }>
  /** Lets time go by for the gateway. */
  pass(ms: number): void
  /** The realm signs with this key from now on. */
  signWith(privateKey: KeyObject): Promise<void>
  /** Nobody answers at the realm any more. */
  stop(): Promise<void>
  /** The realm answers again. */
  start(): Promise<void>
}

export type OpenIdentity = (t: TestContext) => Promise<IdentityUnderTest>

/** Who can sign in, as the realm was told. */
export type Person = Known & { readonly username: string }

const patienceMs = 120_000
const secret = 'sandbox'
const scope = 'system/*.cruds'

/** What a provider must do for the gateway, and what the gateway makes of its tokens. */
export function identityContract(
  name: string,
  open: OpenIdentity,
  people: readonly Person[],
): void {
  describe(`identity contract: ${name}`, () => {
    signingIn(open, people)
    ending(open)
    rotating(open)
    refusing(open)
    away(open)
  })
}

const system = ({ client }: IdentityUnderTest): Promise<Tokens> =>
  client.clientCredentials('hospital', secret, scope)

async function asks(identity: Pick<IdentityUnderTest, 'door'>, token?: string, path = '/api/me') {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(identity.door + path, { headers })
  const { code } = (await response.json()) as { code?: string }
  return { status: response.status, challenge: response.headers.get('www-authenticate'), code }
}

/** As far as it is known, in one order. */
const plain = ({ roles, ...known }: Known) => ({
  ...(JSON.parse(JSON.stringify(known)) as object),
  roles: [...roles].toSorted(),
})

function signingIn(open: OpenIdentity, people: readonly Person[]): void {
  it(
    'signs people in with PKCE by its own form, and says who they are',
    withContext(async (t) => {
      const identity = await open(t)
      for (const { username, ...person } of people) {
        const { access_token: token } = await identity.client.signIn(username)
        const found = await identity.authenticate(`Bearer ${token}`)
        assert.ok(found.ok, username)
        const { scopes, ...actor } = found.actor
        assert.deepEqual(plain(actor), plain(person))
        assert.deepEqual(scopes?.toSorted(), ['openid', 'profile'])
      }
      await assert.rejects(identity.client.signIn('peer', 'wrong'))
    }),
  )
  it(
    'signs nobody in without PKCE, or with a plain challenge',
    withContext(async (t) => {
      const { issuer, client } = await open(t)
      for (const pkce of [{}, { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }]) {
        const answer = await client.ask(pkce)
        assert.equal(answer.searchParams.get('error'), 'invalid_request', issuer)
      }
    }),
  )
  it(
    'gives a system what it asks for, for its own secret',
    withContext(async (t) => {
      const identity = await open(t)
      const { access_token: token } = await system(identity)
      const found = await identity.authenticate(`Bearer ${token}`)
      assert.ok(found.ok)
      const { id, roles, organization, scopes } = found.actor
      assert.deepEqual(
        [id, [...roles], organization],
        ['hospital', ['system'], '0190a000-0000-7000-8000-000000000001'],
      )
      assert.ok(scopes?.includes(scope))
      await assert.rejects(identity.client.clientCredentials('hospital', 'wrong', scope))
      const more = identity.client.clientCredentials('hospital', secret, 'patient/*.cruds')
      await assert.rejects(more, /invalid_scope/)
    }),
  )
}

function ending(open: OpenIdentity): void {
  it(
    'gives tokens that end, and new ones for a refresh token, which is good once',
    withContext(async (t) => {
      const identity = await open(t)
      const first = await identity.client.signIn('peer')
      assert.equal((await asks(identity, first.access_token)).status, 200)
      const refreshed = await identity.client.refresh(first.refresh_token ?? '')
      const second = (await refreshed.json()) as Tokens
      assert.equal((await asks(identity, second.access_token)).status, 200)
      identity.pass(first.expires_in * 1_000)
      const { status, challenge } = await asks(identity, first.access_token)
      assert.deepEqual([status, /error_description="expired"/.test(challenge ?? '')], [401, true])
      for (const used of [first, second])
        assert.equal((await identity.client.refresh(used.refresh_token ?? '')).status, 400)
    }),
  )
  it(
    'ends a session, and within a minute the gateway knows it',
    withContext(async (t) => {
      const identity = await open(t)
      const [ended, other] = [
        await identity.client.signIn('peer'),
        await identity.client.signIn('peer'),
      ]
      assert.equal((await asks(identity, ended.access_token)).status, 200)
      await identity.client.signOut(ended)
      assert.equal((await identity.client.refresh(ended.refresh_token ?? '')).status, 400)
      identity.pass(60_000)
      const { status, challenge } = await asks(identity, ended.access_token)
      assert.equal(status, 401)
      assert.match(challenge ?? '', /error="invalid_token", error_description="revoked"/)
      assert.equal((await asks(identity, other.access_token)).status, 200)
    }),
  )
}

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

function rotating(open: OpenIdentity): void {
  it(
    'signs with a new key while requests go on, and none fails',
    withContext(async (t) => {
      const identity = await open(t)
      const kidOf = (token: string) => decodeProtectedHeader(token).kid
      const { access_token: old } = await system(identity)
      const seen = new Set<unknown>()
      let isOver = false
      const caller = async () => {
        while (!isOver) {
          const { access_token: fresh } = await system(identity)
          for (const token of [fresh, old]) {
            assert.equal((await asks(identity, token)).status, 200)
            seen.add(kidOf(token))
          }
        }
      }
      const callers = Promise.all([caller(), caller(), caller()])
      for (const count of [2, 3]) {
        await Promise.race([identity.signWith(rsa()), callers])
        const isSeen = eventually(() => seen.size === count, `key ${count}`, patienceMs)
        await Promise.race([isSeen, callers])
      }
      isOver = true
      await callers
    }),
  )
}

function refusing(open: OpenIdentity): void {
  it(
    'has its tokens refused where they are not what the gateway takes',
    withContext(async (t) => {
      const identity = await open(t)
      const key = rsa()
      await identity.signWith(key)
      const {
        access_token: token,
        id_token: idToken = '',
        refresh_token: refreshToken = '',
      } = await identity.client.signIn('peer')
      const forged = forger(token, key)
      assert.deepEqual(await asks(identity), {
        status: 401,
        challenge: 'Bearer realm="careloom"',
        code: 'not-signed-in',
      })
      const seconds = Math.floor(Date.now() / 1_000)
      const tokens = {
        'another audience': [await forged.with({ aud: 'elsewhere' }), 'wrong audience'],
        'no audience': [await forged.with({ aud: undefined }), 'wrong audience'],
        'an end that was': [await forged.with({ exp: seconds - 60 }), 'expired'],
        'no end': [await forged.with({ exp: undefined }), 'expired'],
        'a beginning to come': [await forged.with({ nbf: seconds + 600 }), 'stale token'],
        'another issuer': [await forged.with({ iss: `${identity.issuer}x` }), 'wrong ISS'],
        'no signature': [forged.unsigned(), 'malformed'],
        'the public key as its secret': [forged.hmac(), 'malformed'],
        'the signature of somebody else': [await forger(token, rsa()).with({}), 'signature'],
        'another owner': [forged.altered({ sub: 'somebody-else' }), 'signature'],
        'the type of an id token': [idToken, 'wrong type'],
        'the form of a refresh token': [refreshToken, 'malformed'],
        'no form': ['x.y.z', 'not verifiable'],
      } as const
      for (const [what, [each, reason]] of Object.entries(tokens))
        for (const door of [identity.doorAlone, identity.door])
          assert.deepEqual(
            await asks({ door }, each),
            {
              status: 401,
              challenge: `Bearer realm="careloom", error="invalid_token", error_description="${reason}"`,
              code: 'not-signed-in',
            },
            `with ${what}`,
          )
      for (const door of [identity.doorAlone, identity.door])
        assert.equal((await asks({ door }, await forged.with({}))).status, 200)
    }),
  )
  it(
    'lets nobody in without the role that is needed',
    withContext(async (t) => {
      const identity = await open(t)
      const { access_token: token } = await identity.client.signIn('peer')
      const { status, challenge, code } = await asks(identity, token, '/api/coordinator/queue')
      assert.deepEqual([status, code], [403, 'role-missing'])
      assert.match(challenge ?? '', /error="insufficient_scope"/)
    }),
  )
}

/** Makes tokens like a given one, with the key that its realm signs with. */
function forger(token: string, key: KeyObject) {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = decodeJwt(token)
  const { kid, typ = 'JWT' } = decodeProtectedHeader(token)
  const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return {
    with: (changed: Record<string, unknown>) =>
      new SignJWT({ ...claims, ...changed } as JWTPayload)
        .setProtectedHeader({ alg: 'RS256', typ, ...(kid === undefined ? {} : { kid }) })
        .sign(key),
    unsigned: () => new UnsecuredJWT(claims).encode(),
    hmac() {
      const signed = `${text({ alg: 'HS256', typ, kid })}.${payload}`
      const publicKey = createPublicKey(key).export({ format: 'pem', type: 'spki' })
      return `${signed}.${createHmac('sha256', publicKey).update(signed).digest('base64url')}`
    },
    altered: (changed: object) => `${header}.${text({ ...claims, ...changed })}.${signature}`,
  }
}

function away(open: OpenIdentity): void {
  it(
    'may be away: who is known goes on until their token ends, and everybody when it is back',
    withContext(async (t) => {
      const identity = await open(t)
      const [known, unknown] = [await system(identity), await system(identity)]
      const status = async ({ access_token: token }: Tokens) => (await asks(identity, token)).status
      assert.equal(await status(known), 200)
      await identity.stop()
      identity.pass(60_000)
      assert.deepEqual([await status(known), await status(unknown)], [200, 503])
      assert.equal((await asks(identity, 'x.y.z')).status, 401)
      identity.pass(known.expires_in * 1_000 - 60_000)
      assert.equal(await status(known), 401)
      await identity.start()
      identity.pass(-known.expires_in * 1_000)
      await eventually(async () => (await status(unknown)) === 200, 'somebody let in', patienceMs)
    }),
  )
}
