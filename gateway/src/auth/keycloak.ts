import { createPublicKey, hash, type JsonWebKey, type KeyObject } from 'node:crypto'
import Keycloak from 'keycloak-connect'
import { LRUCache } from 'lru-cache'
import { roles, type Actor } from '@careloom/access'
import { bearerToken, type Authenticate, type Authenticated } from './authenticate.ts'

export type KeycloakOptions = {
  /** Public base of the provider: `{serverUrl}/realms/{realm}` is the issuer to the letter. */
  readonly serverUrl: string
  readonly realm: string
  /** The audience that a token must name. */
  readonly clientId: string
  /** Where the signing keys are fetched, when not under the issuer. */
  readonly realmUrl?: string
  readonly nowMs: () => number
}

type Content = Readonly<Record<string, unknown>>
/** `until`: when the token ends; `knownUntil`: when it is looked at again. */
type Verified = { readonly actor: Actor; readonly until: number; readonly knownUntil: number }
type Last = {
  readonly authorization: string | undefined
  readonly answer: Authenticated
  readonly knownUntil: number
}

const cacheMs = 60_000
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
]

/**
 * Verifies bearer tokens with keycloak-connect, against Keycloak and the embedded provider alike. Closes what that
 * library leaves open: a token must have `exp`, must not be for later, must be RS256 for our audience. Its middleware is not
 * mounted (it opens admin URLs). Verified tokens are cached by their hash until they expire, 60 s at most,
 * and the last one of a connection with it.
 */
export function keycloakAuthenticate(options: KeycloakOptions): Authenticate {
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
  if (options.realmUrl !== undefined) manager.rotation.realmUrl = options.realmUrl
  readKeysOnce(manager.rotation)
  const verified = new LRUCache<string, Verified>({ max: maxCached })
  const lastOn = new WeakMap<object, Last>()

  return async (authorization, connection) => {
    const now = options.nowMs()
    const last = connection === undefined ? undefined : lastOn.get(connection)
    if (last !== undefined && last.authorization === authorization && last.knownUntil > now)
      return last.answer
    const token = bearerToken(authorization)
    if (token === undefined)
      return authorization === undefined ? { ok: false } : { ok: false, reason: 'malformed' }
    const key = hash('sha256', token, 'base64')
    const hit = verified.get(key)
    const known = hit !== undefined && hit.knownUntil > now ? hit : undefined
    const fresh = known ?? (await verify(manager, token, now))
    if ('ok' in fresh) return fresh
    if (known === undefined) verified.set(key, fresh)
    const { actor, until, knownUntil } = fresh
    const answer = { ok: true, actor, until } as const
    if (connection !== undefined) lastOn.set(connection, { authorization, answer, knownUntil })
    return answer
  }
}

type Jwk = JsonWebKey & { readonly kid?: string }
type Rotation = {
  realmUrl: string
  jwks: readonly Jwk[]
  getJWK(kid: string): Promise<string | KeyObject> | undefined
}
type GrantManager = {
  rotation: Rotation
  createGrant(data: { access_token: string }): Promise<{ access_token?: { content: Content } }>
}

/** keycloak-connect turns its key into PEM anew for every token. What it has fetched is read once; all else stays with it. */
function readKeysOnce(rotation: Rotation): void {
  const fetch = rotation.getJWK.bind(rotation)
  const read = new WeakMap<Jwk, KeyObject>()
  rotation.getJWK = (kid) => {
    const jwk = rotation.jwks.find((each) => each.kid === kid)
    if (jwk === undefined) return fetch(kid)
    const key = read.get(jwk) ?? createPublicKey({ key: jwk, format: 'jwk' })
    read.set(jwk, key)
    return Promise.resolve(key)
  }
}

type Refusal = Extract<Authenticated, { ok: false }>

/** The actor, until the token ends or is looked at again; or why it is refused. */
async function verify(
  manager: GrantManager,
  token: string,
  now: number,
): Promise<Verified | Refusal> {
  try {
    if (!isRs256(token)) throw new Error('malformed')
    const grant = await manager.createGrant({ access_token: token })
    const content = grant.access_token?.content ?? {}
    const { exp, nbf } = content
    if (typeof exp !== 'number' || exp * 1_000 <= now) throw new Error('expired')
    if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now / 1_000 + maxSkewSeconds))
      throw new Error('stale token')
    const until = exp * 1_000
    return { actor: actorOf(content), until, knownUntil: Math.min(until, now + cacheMs) }
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    return {
      ok: false,
      reason: knownReasons.find((word) => message.includes(word)) ?? 'not verifiable',
    }
  }
}

/** keycloak-connect verifies every signature as RSA-SHA256 without reading the header; we read it first. */
function isRs256(token: string): boolean {
  if (!/^[A-Za-z0-9_.=-]+$/.test(token)) return false
  const [header, , signature, more] = token.split('.')
  if (header === undefined || signature === undefined || more !== undefined) return false
  const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString())
  return typeof parsed === 'object' && parsed !== null && (parsed as Content)['alg'] === 'RS256'
}

/** The actor that a token's claims describe; claims of the wrong type are as good as absent. */
export function actorOf(content: Content): Actor {
  const text = (name: string) =>
    typeof content[name] === 'string' && content[name] !== '' ? content[name] : undefined
  const access = content['realm_access']
  const named: unknown =
    typeof access === 'object' && access !== null ? (access as Content)['roles'] : []
  const fhirUser = text('fhirUser')
  const scope = text('scope')
  return {
    id: text('sub') ?? text('azp') ?? text('client_id') ?? 'unknown',
    roles: roleSet(named),
    organization: text('organization')?.replaceAll('Organization/', ''),
    personId: text('person_id'),
    peerWorkerId: text('peer_worker_id'),
    practitionerId:
      fhirUser?.startsWith('Practitioner/') === true
        ? fhirUser.slice('Practitioner/'.length)
        : undefined,
    displayName: text('name') ?? text('preferred_username'),
    launchedFor: text('patient'),
    scopes: scope?.split(' ') ?? [],
  }
}

function roleSet(named: unknown): Actor['roles'] {
  return new Set(roles.filter((role) => Array.isArray(named) && named.includes(role)))
}
