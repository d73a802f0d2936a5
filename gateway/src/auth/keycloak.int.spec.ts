import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { keycloakAuthenticate } from './keycloak.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }
const text = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A provider that publishes one key, and tokens that it signed; `now` is set by the test. */
async function provider(t: TestContext) {
  const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const time = { now: Date.now() }
  const authenticate = keycloakAuthenticate({
    serverUrl,
    realm: 'careloom',
    clientId: 'careloom-gateway',
    nowMs: () => time.now,
  })
  const bearer = (sub: string, lastsMs: number, key = privateKey) => {
    const seconds = Math.floor(time.now / 1_000)
    const claims = {
      iss: `${serverUrl}/realms/careloom`,
      aud: 'careloom-gateway',
      typ: 'Bearer',
      sub,
      jti: randomUUID(),
      iat: seconds,
      exp: seconds + Math.floor(lastsMs / 1_000),
      realm_access: { roles: ['peer'] },
    }
    const signed = `${text({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${text(claims)}`
    return `Bearer ${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`
  }
  return { authenticate, bearer, time }
}

describe('what is remembered of a token on its connection', () => {
  it(
    'answers for the same token only',
    withContext(async (t) => {
      const { authenticate, bearer } = await provider(t)
      const connection = {}
      for (const who of ['alex', 'dana', 'alex']) {
        const answer = await authenticate(bearer(who, 60_000), connection)
        assert.equal(answer.ok && answer.actor.id, who)
      }
      assert.deepEqual(await authenticate(undefined, connection), { ok: false })
    }),
  )
  it(
    'ends with the token',
    withContext(async (t) => {
      const { authenticate, bearer, time } = await provider(t)
      const connection = {}
      const token = bearer('alex', 30_000)
      assert.equal((await authenticate(token, connection)).ok, true)
      time.now += 29_000
      assert.equal((await authenticate(token, connection)).ok, true)
      time.now += 2_000
      assert.deepEqual(await authenticate(token, connection), { ok: false, reason: 'expired' })
    }),
  )
  it(
    'is never a refusal, nor taken over from another connection',
    withContext(async (t) => {
      const { authenticate, bearer } = await provider(t)
      const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      const [one, two] = [{}, {}]
      const forged = bearer('alex', 60_000, other)
      for (const connection of [one, two, one])
        assert.equal((await authenticate(forged, connection)).ok, false)
      assert.equal((await authenticate(bearer('alex', 60_000), one)).ok, true)
      assert.equal((await authenticate(forged, one)).ok, false)
    }),
  )
})
