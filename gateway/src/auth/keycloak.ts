import Keycloak from 'keycloak-connect'
import { CareloomError } from '@careloom/event-sourcing'
import { bearerToken, type Authenticate, type Authenticated } from './authenticate.ts'
import { actorOf, type Claims } from './claims.ts'
import { realmKeys, stillHolds, type RealmKeys } from './realm.ts'
import { knownMs, refused, remembering, type Look, type Verified } from './remembering.ts'

export type KeycloakOptions = {
  /** Public base of the provider: `{serverUrl}/realms/{realm}` is the issuer to the letter. */
  readonly serverUrl: string
  readonly realm: string
  /** The audience that a token must name. */
  readonly clientId: string
  /** The secret of that client, to ask whether a token still holds; without one it holds until it ends. */
  readonly secret?: string
  /** Where the realm is reached from here, when not under the issuer. */
  readonly realmUrl?: string
  readonly nowMs: () => number
}

type Last = {
  readonly authorization: string | undefined
  readonly answer: Authenticated
  readonly knownUntil: number
}

const maxSkewSeconds = 5
const knownReasons = [
  'malformed',
  'expired',
  'not signed',
  'wrong type',
  'stale token',
  'wrong ISS',
  'wrong audience',
  'signature',
  'revoked',
]

/**
 * Verifies bearer tokens with keycloak-connect, against Keycloak and the embedded provider alike. Closes what that
 * library leaves open: a token must have `exp`, must not be for later, must be RS256 for our audience, and its key is fetched
 * here (`realm.ts`). Its middleware is not mounted (it opens admin URLs). Verified tokens are known by their hash until they
 * expire or are looked at again, after half a minute, and the last one of a connection with it.
 * @throws IdentityAway for what only the realm could say
 */
export function keycloakAuthenticate(options: KeycloakOptions): Authenticate {
  const look = remembering(verifier(options), options.nowMs)
  const lastOn = new WeakMap<object, Last>()
  return async (authorization, connection) => {
    const now = options.nowMs()
    const last = connection === undefined ? undefined : lastOn.get(connection)
    if (last !== undefined && last.authorization === authorization && last.knownUntil > now)
      return last.answer
    const token = bearerToken(authorization)
    if (token === undefined)
      return authorization === undefined ? { ok: false } : { ok: false, reason: 'malformed' }
    const found = await look(token)
    if ('ok' in found) return found
    const { actor, until, knownUntil } = found
    const answer = { ok: true, actor, until } as const
    if (connection !== undefined) lastOn.set(connection, { authorization, answer, knownUntil })
    return answer
  }
}

/** Looks at a token: the actor of its claims, or why it is refused. @throws IdentityAway */
function verifier(options: KeycloakOptions): Look {
  const { serverUrl, realm, clientId, secret, nowMs } = options
  const at = `${options.realmUrl ?? `${serverUrl}/realms/${realm}`}/protocol/openid-connect`
  const keys = realmKeys(`${at}/certs`, knownMs, nowMs)
  const holds =
    secret === undefined ? undefined : stillHolds(`${at}/token/introspect`, clientId, secret)
  const manager = grantManager(options, keys)
  return async (token) => {
    try {
      const kid = keyIdOf(token)
      // Asked for before keycloak-connect does, which makes one refusal of every failure.
      await keys.find(kid)
      const grant = await manager.createGrant({ access_token: token })
      const verified = verifiedOf(grant.access_token?.content ?? {}, nowMs())
      if ((await holds?.(token)) === false) throw new Error('revoked')
      return verified
    } catch (error) {
      if (error instanceof CareloomError) throw error
      const message = error instanceof Error ? error.message : ''
      return refused(knownReasons.find((word) => message.includes(word)) ?? 'not verifiable')
    }
  }
}

function verifiedOf(content: Claims, now: number): Verified {
  const { exp, nbf } = content
  if (typeof exp !== 'number' || exp * 1_000 <= now) throw new Error('expired')
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now / 1_000 + maxSkewSeconds))
    throw new Error('stale token')
  const until = exp * 1_000
  return { actor: actorOf(content), until, knownUntil: Math.min(until, now + knownMs) }
}

type GrantManager = {
  rotation: { getJWK(kid: string): Promise<unknown> }
  createGrant(data: { access_token: string }): Promise<{ access_token?: { content: Claims } }>
}

function grantManager(options: KeycloakOptions, keys: RealmKeys): GrantManager {
  const keycloak = new Keycloak({}, {
    realm: options.realm,
    resource: options.clientId,
    'auth-server-url': options.serverUrl,
    'bearer-only': true,
    'verify-token-audience': true,
    'ssl-required': 'none',
    'confidential-port': 0,
  } as Keycloak.KeycloakConfig)
  const manager = keycloak.grantManager as unknown as GrantManager
  manager.rotation.getJWK = (kid) => keys.find(kid)
  return manager
}

/** The key that a token names. keycloak-connect verifies every signature as RSA-SHA256 without reading the header; we read it first. */
function keyIdOf(token: string): string {
  const [header = '', , signature, more] = token.split('.')
  if (!/^[A-Za-z0-9_.=-]+$/.test(token) || signature === undefined || more !== undefined)
    throw new Error('malformed')
  const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString())
  const { alg, kid } = typeof parsed === 'object' && parsed !== null ? (parsed as Claims) : {}
  if (alg !== 'RS256' || typeof kid !== 'string') throw new Error('malformed')
  return kid
}
