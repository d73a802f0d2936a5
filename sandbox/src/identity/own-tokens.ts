import { createPublicKey } from 'node:crypto'
import { jwtVerify } from 'jose'
import type { JWK, JWTPayload } from 'jose'
import type { RequestHandler } from 'express'
import type Provider from 'oidc-provider'
import { audience } from './clients.ts'

/** Answers the claims of an access token of this realm that is valid now, else undefined. */
type VerifyOwnToken = (token: string) => Promise<JWTPayload | undefined>

export function ownTokenVerifier(issuer: string, signingKeys: readonly JWK[]): VerifyOwnToken {
  const keys = new Map(signingKeys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]))
  const keyFor = ({ kid }: { kid?: string }) => {
    const key = keys.get(kid)
    if (key === undefined) throw new TypeError('unknown key')
    return key
  }
  const expected = { issuer, audience, algorithms: ['RS256'], typ: 'at+jwt' }
  return (token) =>
    jwtVerify(token, keyFor, expected).then(
      ({ payload }) => payload,
      () => undefined,
    )
}

/** Claims that say something about the token, not about whose it is. */
const aboutTheToken = new Set([
  'aud',
  'exp',
  'iat',
  'jti',
  'typ',
  'azp',
  'client_id',
  'scope',
  'iss',
  'sid',
])

/** `userinfo` for self-contained tokens, which oidc-provider itself answers for opaque ones only. */
export function userinfo(verify: VerifyOwnToken): RequestHandler {
  return async (request, response) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? []
    const claims = token === undefined ? undefined : await verify(token)
    response.set('Cache-Control', 'no-store')
    if (claims === undefined) {
      const reason = token === undefined ? '' : ', error="invalid_token"'
      response
        .status(401)
        .set('WWW-Authenticate', `Bearer realm="careloom"${reason}`)
        .json({ error: 'invalid_token' })
      return
    }
    response.json(
      Object.fromEntries(Object.entries(claims).filter(([name]) => !aboutTheToken.has(name))),
    )
  }
}

/** Lets an authenticated client introspect self-contained access tokens too (RFC 7662). */
export function introspectOwnTokens(provider: Provider, verify: VerifyOwnToken): void {
  provider.use(async (ctx, next) => {
    await next()
    const { oidc } = ctx
    if (oidc?.route !== 'introspection' || oidc.client === undefined) return
    if (!isUnsupported(ctx.body) || typeof oidc.params?.['token'] !== 'string') return
    const found = await verify(oidc.params['token'])
    const claims = found !== undefined && (await isGranted(provider, found)) ? found : undefined
    ctx.status = 200
    ctx.body =
      claims === undefined ? { active: false } : { ...claims, active: true, token_type: 'Bearer' }
  })
}

/** A system has no session; a person's ends with its grant. */
async function isGranted(provider: Provider, { sid }: JWTPayload): Promise<boolean> {
  return typeof sid !== 'string' || (await provider.Grant.find(sid)) !== undefined
}

function isUnsupported(body: unknown): boolean {
  return (
    typeof body === 'object' &&
    body !== null &&
    'error' in body &&
    body.error === 'unsupported_token_type'
  )
}
