import { errors } from 'oidc-provider'
import type { Configuration, KoaContextWithOIDC, ResourceServer } from 'oidc-provider'
import { errorPage } from '../oauth/pages.ts'
import { covers, parseSmartScope } from '../oauth/smart-scope.ts'
import type { ProviderSecrets } from '../oauth/secrets.ts'
import type { ProviderStore } from '../oauth/provider-store.ts'
import {
  allowedScopes,
  audience,
  gatewayClient,
  systemClientMetadata,
  webClient,
} from './clients.ts'
import type { SystemClient } from './clients.ts'
import { firstPartyGrant } from './grant.ts'
import { logout } from './logout.ts'
import { ownClaims, systemClaims, userClaims } from './token-shape.ts'
import { findUser } from './users.ts'

const path = (name: string) => `/protocol/openid-connect/${name}`
const hour = 3600
const interactionSeconds = 20 * 60
const interactionCookie = 'careloom_login'
const shortCookie = { httpOnly: true, sameSite: 'lax' } as const

/** The resource that every token of the realm is for. */
const gateway = 'urn:careloom:gateway'

type ConfigurationParts = {
  readonly base: string
  readonly secrets: ProviderSecrets
  readonly store: ProviderStore
  readonly systems: readonly SystemClient[]
  readonly gatewaySecret: string | undefined
}

/** Keycloak's addresses. */
const routes = {
  authorization: path('auth'),
  token: path('token'),
  jwks: path('certs'),
  userinfo: path('userinfo'),
  end_session: path('logout'),
  introspection: path('token/introspect'),
  revocation: path('revoke'),
}

const ttl = {
  AccessToken: 300,
  ClientCredentials: 300,
  AuthorizationCode: 60,
  IdToken: hour,
  Interaction: interactionSeconds,
  Session: 12 * hour,
  Grant: 12 * hour,
  RefreshToken: 12 * hour,
}

/** What makes oidc-provider answer at Keycloak's addresses with Keycloak's tokens. Lifetimes are in seconds. */
export function configuration({
  base,
  secrets,
  store,
  systems,
  gatewaySecret,
}: ConfigurationParts): Configuration {
  return {
    adapter: (kind) => store.adapter(kind),
    clients: [
      webClient(base),
      ...(gatewaySecret === undefined ? [] : [gatewayClient(gatewaySecret)]),
      ...systems.map(systemClientMetadata),
    ],
    jwks: { keys: secrets.signingKeys },
    cookies: {
      keys: secrets.cookieKeys,
      names: { session: 'careloom_sso', interaction: interactionCookie, resume: 'careloom_resume' },
      long: { httpOnly: true, sameSite: 'lax', path: '/realms/careloom' },
      short: shortCookie,
    },
    routes,
    scopes: ['openid', 'profile'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'realm_access', ...Object.values(ownClaims)],
    },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    enabledJWA: { clientAuthSigningAlgValues: ['RS384', 'ES384'] },
    clientBasedCORS: (_ctx, origin) => origin === new URL(base).origin,
    findAccount: (_ctx, id) => account(id),
    interactions: { url: stepUrl },
    loadExistingGrant: firstPartyGrant,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl,
    features: features(systems),
    formats: formats(systems),
    renderError: (ctx, out) => errorPage(ctx, out.error, out.error_description, '/'),
  }
}

function features(systems: readonly SystemClient[]): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client) => client.clientAuthMethod !== 'none',
    },
    revocation: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    rpInitiatedLogout: { enabled: true, logoutSource: logout },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => gateway,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource) => resourceServer(ctx, resource, systems),
    },
  }
}

/** Access tokens hold what Keycloak puts into them. */
function formats(systems: readonly SystemClient[]): NonNullable<Configuration['formats']> {
  return {
    customizers: {
      jwt(_ctx, token, jwt) {
        const about = { typ: 'Bearer', azp: token.clientId, ...sessionOf(token) }
        Object.assign(jwt.payload, about, claimsOf(token, systems))
      },
    },
  }
}

/**
 * The next step of a sign-in. The form is the web app's and is asked for at once, a redirect nearer than the interaction,
 * where its answer goes; so the cookie that answers need is for there as well.
 */
function stepUrl(
  ctx: KoaContextWithOIDC,
  { uid, prompt }: { uid: string; prompt: { name: string } },
) {
  const step = `/realms/careloom/interaction/${uid}`
  if (prompt.name !== 'login') return step
  ctx.cookies.set(interactionCookie, uid, {
    ...shortCookie,
    path: step,
    maxAge: interactionSeconds * 1000,
  })
  return `/login?interaction=${encodeURIComponent(uid)}`
}

/** What a token ends with before its time: here the grant, which a logout takes back. */
function sessionOf(token: { clientId?: string | undefined; grantId?: string }): { sid?: string } {
  return token.grantId === undefined ? {} : { sid: token.grantId }
}

function account(id: string) {
  const user = findUser(id)
  if (user === undefined) return undefined
  return { accountId: id, claims: () => ({ sub: id, ...userClaims(user) }) }
}

function claimsOf(
  token: { accountId?: string; clientId?: string | undefined },
  systems: readonly SystemClient[],
) {
  const user = findUser(token.accountId)
  if (user !== undefined) return userClaims(user)
  const system = systems.find(({ clientId }) => clientId === token.clientId)
  return system === undefined ? {} : systemClaims(system)
}

/** @throws InvalidTarget for a resource other than the gateway, InvalidScope for a scope that the client may not have. */
function resourceServer(
  ctx: KoaContextWithOIDC,
  resource: string,
  systems: readonly SystemClient[],
): ResourceServer {
  if (resource !== gateway) throw new errors.InvalidTarget('unknown resource')
  const system = systems.find(({ clientId }) => clientId === ctx.oidc.client?.clientId)
  return {
    audience,
    scope: system === undefined ? 'openid profile' : grantedScope(ctx, system),
    accessTokenFormat: 'jwt',
    accessTokenTTL: 300,
    jwt: { sign: { alg: 'RS256' } },
  }
}

/** The scopes asked for, each checked for SMART v2 syntax; all that the client may have when it asks for none. */
function grantedScope(ctx: KoaContextWithOIDC, system: SystemClient): string {
  const allowed = allowedScopes(system)
  if (typeof ctx.oidc.params?.['scope'] !== 'string') {
    if (ctx.oidc.params !== undefined) ctx.oidc.params['scope'] = system.scope
    return system.scope
  }
  const asked = ctx.oidc.params['scope']
  for (const text of asked.split(' ')) {
    const scope = parseSmartScope(text)
    if (scope === undefined || !allowed.some((one) => covers(one, scope)))
      throw new errors.InvalidScope('requested scope is not allowed', text)
  }
  return asked
}
