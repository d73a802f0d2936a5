import { hash } from 'node:crypto'
import Keycloak from 'keycloak-connect'
import { LRUCache } from 'lru-cache'
import type { Actor } from '@careloom/access'
import { CareloomError } from '@careloom/event-sourcing'
import { bearerToken, type Authenticate, type Authenticated } from './authenticate.ts'
import { actorOf, type Claims } from './claims.ts'
import { IdentityAway, realmKeys, stillHolds, type RealmKeys } from './realm.ts'

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

/** `until`: when the token ends; `knownUntil`: when it is looked at again. */
type Verified = { readonly actor: Actor; readonly until: number; readonly knownUntil: number }
type Refusal = Extract<Authenticated, { ok: false }>
type Last = {
  readonly authorization: string | undefined
  readonly answer: Authenticated
  readonly knownUntil: number
}
type Look = (token: string) => Promise<Verified | Refusal>

// A key that the realm took back is known half of a minute at most, and what it signed the other half.
const knownMs = 30_000
const maxCached = 10_000
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

/** Looks at a token once in a while; while the realm is away, what was known goes on until it ends. */
function remembering(look: Look, nowMs: () => number): Look {
  const verified = new LRUCache<string, Verified>({ max: maxCached })
  const looking = new Map<string, Promise<Verified | Refusal>>()

  async function again(token: string, key: string): Promise<Verified | Refusal> {
    const before = verified.get(key)
    const found = await look(token).catch((error: unknown) => {
      if (!(error instanceof IdentityAway) || before === undefined) throw error
      if (before.until <= nowMs()) return refused('expired')
      return { ...before, knownUntil: Math.min(before.until, nowMs() + knownMs) }
    })
    if ('ok' in found) verified.delete(key)
    else verified.set(key, found)
    return found
  }
  return async (token) => {
    const key = hash('sha256', token, 'base64')
    const known = verified.get(key)
    if (known !== undefined && known.knownUntil > nowMs()) return known
    const looked = looking.get(key) ?? again(token, key).finally(() => looking.delete(key))
    looking.set(key, looked)
    return looked
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

const refused = (reason: string): Refusal => ({ ok: false, reason })

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
