import assert from 'node:assert/strict'
import { createHmac, createPublicKey, randomBytes, type JsonWebKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import {
  decodeJwt,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JWK,
  type JWTPayload,
} from 'jose'
import { clientToken, signIn, startProduct, type Product } from '@careloom/e2e'
import { realmClient } from '@careloom/testing/sign-in'
import { withContext } from '@careloom/testing/with-context'

const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

describe('a token that is not ours', () => {
  let product: Product
  let own: JWK
  let good: string
  let claims: JWTPayload
  beforeAll(async () => {
    product = await startProduct()
    const secrets = JSON.parse(
      readFileSync(join(product.dataDir, 'sandbox/careloom.secrets.json'), 'utf8'),
    ) as { signingKeys: JWK[] }
    own = secrets.signingKeys[0] ?? {}
    good = await clientToken(product.url)
    claims = decodeJwt(good)
  })
  afterAll(() => product.close())

  const status = async (token: string, path = '/fhir/Patient') =>
    (await fetch(`${product.url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status

  /** Signed with the provider's own key: only what the claims say is wrong. */
  const signed = async (change: Record<string, unknown>, header: Record<string, unknown> = {}) => {
    const payload: Record<string, unknown> = { ...claims, ...change }
    for (const [key, value] of Object.entries(payload)) if (value === undefined) delete payload[key]
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: own.kid, typ: 'at+jwt', ...header } as never)
      .sign(await importJWK(own, 'RS256'))
  }

  it('is accepted when nothing is wrong with it', async () => {
    assert.equal(await status(good), 200)
    assert.equal(await status(await signed({})), 200)
  })

  it('is refused in fifty ways, on both doors', async () => {
    const attacks = await allAttacks()
    assert.ok(attacks.length >= 50, `only ${attacks.length} attacks`)
    for (const [name, token] of attacks) {
      assert.equal(await status(token), 401, name)
      assert.equal(await status(token, '/api/me'), 401, name)
    }
  })

  it('says so with a challenge, and with a bare one when there is none', async () => {
    const refused = await fetch(`${product.url}/api/me`, {
      headers: { authorization: 'Bearer nonsense' },
    })
    assert.match(refused.headers.get('www-authenticate') ?? '', /error="invalid_token"/)
    const none = await fetch(`${product.url}/api/me`)
    assert.equal(none.headers.get('www-authenticate'), 'Bearer realm="careloom"')
  })

  async function allAttacks(): Promise<(readonly [string, string])[]> {
    const now = Math.floor(Date.now() / 1000)
    const [header = '', payload = '', signature = ''] = good.split('.')
    const jwk = { kty: own.kty, n: own.n, e: own.e } as JsonWebKey
    const publicPem = createPublicKey({ key: jwk, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString()
    const hs = (alg: string, hash: string, key: string) => {
      const head = b64({ alg, kid: own.kid, typ: 'JWT' })
      return `${head}.${payload}.${createHmac(hash, key).update(`${head}.${payload}`).digest('base64url')}`
    }
    const other = await generateKeyPair('RS256', { extractable: true })
    const foreign = (head: Record<string, unknown>) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', ...head } as never)
        .sign(other.privateKey)
    const otherJwk = await exportJWK(other.publicKey)
    const es = await generateKeyPair('ES256')
    const id = decodeJwt(await signIn(product.url, 'person'))
    const none = ['none', 'None', 'NONE', 'nOnE'].map(
      (alg) => [`alg ${alg}`, `${b64({ alg, typ: 'JWT' })}.${payload}.`] as const,
    )
    const flipped = [0, 5, 40, 100, 200].map(
      (at) =>
        [`signature altered at ${at}`, `${header}.${payload}.${alter(signature, at)}`] as const,
    )
    const cut = [1, 10, 100].map(
      (length) => [`signature cut by ${length}`, good.slice(0, -length)] as const,
    )
    const wrong = (name: string, change: Record<string, unknown>, head?: Record<string, unknown>) =>
      signed(change, head).then((token) => [name, token] as const)
    const claimsWrong = await Promise.all([
      wrong('expired', { exp: now - 1 }),
      wrong('expired long ago', { exp: 1 }),
      wrong('no exp', { exp: undefined }),
      wrong('exp as text', { exp: String(now + 300) }),
      wrong('exp null', { exp: null }),
      wrong('exp negative', { exp: -1 }),
      wrong('not yet valid', { nbf: now + 600 }),
      wrong('nbf as text', { nbf: 'tomorrow' }),
      wrong('no audience', { aud: undefined }),
      wrong('other audience', { aud: 'somebody-else' }),
      wrong('other audiences', { aud: ['somebody-else', 'account'] }),
      wrong('audience prefix', { aud: 'careloom-gateway-2' }),
      wrong('audience empty', { aud: '' }),
      wrong('other issuer', { iss: 'https://evil.example/realms/careloom' }),
      wrong('issuer of another realm', { iss: `${product.url}/realms/other` }),
      wrong('issuer with a slash', { iss: `${product.url}/realms/careloom/` }),
      wrong('issuer in capitals', { iss: `${product.url}/realms/CARELOOM` }),
      wrong('no issuer', { iss: undefined }),
      wrong('id token', { typ: 'ID' }),
      wrong('refresh token', { typ: 'Refresh' }),
      wrong('no type', { typ: undefined }),
      wrong('unknown key', {}, { kid: 'nobody' }),
      wrong('no key id', {}, { kid: undefined }),
      wrong('key id as path', {}, { kid: '../../../../dev/null' }),
      wrong('key id as SQL', {}, { kid: "' OR '1'='1" }),
    ])
    return [
      ...none,
      ...flipped,
      ...cut,
      ...claimsWrong,
      ['HS256 with the public key as secret', hs('HS256', 'sha256', publicPem)],
      ['HS384 with the public key as secret', hs('HS384', 'sha384', publicPem)],
      ['HS512 with the public key as secret', hs('HS512', 'sha512', publicPem)],
      ['HS256 with an empty secret', hs('HS256', 'sha256', '')],
      ['another key under our kid', await foreign({ kid: own.kid })],
      ['another key brought along (jwk)', await foreign({ jwk: otherJwk })],
      [
        'another key set named (jku)',
        await foreign({ kid: own.kid, jku: 'https://evil.example/jwks' }),
      ],
      [
        'a certificate named (x5u)',
        await foreign({ kid: own.kid, x5u: 'https://evil.example/cert' }),
      ],
      [
        'ES256 under our kid',
        await new SignJWT(claims)
          .setProtectedHeader({ alg: 'ES256', kid: own.kid } as never)
          .sign(es.privateKey),
      ],
      [
        'PS256 said, RS256 signed',
        `${b64({ alg: 'PS256', kid: own.kid })}.${payload}.${signature}`,
      ],
      [
        'payload swapped',
        `${header}.${b64({ ...claims, realm_access: { roles: ['integrator', 'auditor'] } })}.${signature}`,
      ],
      [
        'header swapped',
        `${b64({ alg: 'RS256', kid: own.kid, extra: true })}.${payload}.${signature}`,
      ],
      ['without signature', `${header}.${payload}.`],
      ['two parts', `${header}.${payload}`],
      ['four parts', `${good}.${signature}`],
      ['no parts', 'nonsense'],
      [
        'header is no JSON',
        `${Buffer.from('no json').toString('base64url')}.${payload}.${signature}`,
      ],
      ['header is null', `${b64('null')}.${payload}.${signature}`],
      ['random bytes', randomBytes(400).toString('base64url')],
      ['very long', `${header}.${b64('x'.repeat(6000))}.${signature}`],
      ['claims of another, unsigned', `${header}.${b64(id)}.${signature}`],
    ]
  }
})

function alter(text: string, at: number): string {
  const swapped = text.charAt(at) === 'A' ? 'B' : 'A'
  return text.slice(0, at) + swapped + text.slice(at + 1)
}

describe('a token whose session was ended', () => {
  it(
    'is refused within a minute',
    withContext(async (t) => {
      let ahead = 0
      const product = await startProduct({ nowMs: () => Date.now() + ahead })
      t.after(() => product.close())
      const client = realmClient(product.url, `${product.url}/realms/careloom`)
      const [ended, other] = [await client.signIn('peer'), await client.signIn('peer')]
      const asks = async ({ access_token: token }: typeof ended) => {
        const headers = { authorization: `Bearer ${token}` }
        return (await fetch(`${product.url}/api/me`, { headers })).status
      }
      assert.deepEqual([await asks(ended), await asks(other)], [200, 200])
      await client.signOut(ended)
      ahead = 60_000
      assert.deepEqual([await asks(ended), await asks(other)], [401, 200])
    }),
  )
})
