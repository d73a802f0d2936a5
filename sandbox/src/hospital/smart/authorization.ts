import express from 'express'
import type { Request, Router } from 'express'
import Provider, { errors, interactionPolicy } from 'oidc-provider'
import type { Configuration, Grant, KoaContextWithOIDC, ResourceServer } from 'oidc-provider'
import { errorPage } from '../../oauth/pages.ts'
import type { ProviderSecrets } from '../../oauth/secrets.ts'
import type { ProviderStore } from '../../oauth/provider-store.ts'
import { smartScopesOf } from '../../oauth/smart-scope.ts'
import type { FindAccess } from '../fhir/access.ts'
import type { Clinician } from '../clinician.ts'
import type { DeskStore, LaunchContext } from './desk-store.ts'
import { grantable, oidcScopes } from './granted-scopes.ts'

type AuthorizationParts = {
  readonly authBase: string
  readonly fhirBase: string
  readonly secrets: ProviderSecrets
  readonly store: ProviderStore
  readonly desk: DeskStore
  /** What Careloom proves itself with. */
  readonly clientSecret: string
  /** Where the application of Careloom takes the code. */
  readonly redirectUri: string
  findClinician(id: string | undefined): Clinician | undefined
  /** Who is logged in to the hospital's screens with this browser. */
  signedIn(request: Request): { readonly userId: string } | undefined
  readonly onError: ((error: Error) => void) | undefined
}

/** The id of Careloom as a client of this hospital. */
export const careloomClientId = 'careloom'

/** The hospital's authorization server: SMART EHR launch for its clinicians, client credentials for backends. */
export function authorizationServer(parts: AuthorizationParts): {
  router: Router
  findAccess: FindAccess
} {
  const provider = new Provider(parts.authBase, configuration(parts))
  provider.on('server_error', (_ctx, error) => parts.onError?.(error))
  addLaunchContext(provider, parts.desk)

  const router = express.Router()
  router.use((request, _response, next) => {
    request.headers.host = new URL(parts.authBase).host
    next()
  })
  router.get('/interaction/:uid', async (request, response) => {
    const session = parts.signedIn(request)
    if (session === undefined) {
      response.redirect(303, `/ehr/login?next=${encodeURIComponent(request.originalUrl)}`)
      return
    }
    const login = { accountId: session.userId, remember: false }
    await provider.interactionFinished(request, response, { login })
  })
  const callback = provider.callback()
  router.use((request, response) => void callback(request, response))
  return { router, findAccess: accessFinder(provider, parts) }
}

function configuration(parts: AuthorizationParts): Configuration {
  return {
    adapter: (kind) => parts.store.adapter(kind),
    clients: [
      {
        client_id: careloomClientId,
        client_name: 'Careloom',
        client_secret: parts.clientSecret,
        token_endpoint_auth_method: 'client_secret_basic',
        grant_types: ['authorization_code', 'client_credentials'],
        response_types: ['code'],
        redirect_uris: [parts.redirectUri],
      },
    ],
    jwks: { keys: parts.secrets.signingKeys },
    cookies: {
      keys: parts.secrets.cookieKeys,
      names: { session: 'harbor_sso', interaction: 'harbor_launch', resume: 'harbor_resume' },
      long: { httpOnly: true, sameSite: 'lax', path: '/ehr/auth' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    routes: {
      authorization: '/authorize',
      token: '/token',
      jwks: '/jwks',
      userinfo: '/userinfo',
      introspection: '/introspect',
      revocation: '/revoke',
    },
    scopes: [...oidcScopes],
    claims: { openid: ['sub'], fhirUser: ['fhirUser'], profile: ['name'] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    findAccount: (_ctx, id) => account(parts, id),
    extraParams: {
      aud: (_ctx, value) => requireAudience(parts, value),
      launch: (_ctx, value) => takeLaunch(parts, value),
    },
    interactions: {
      url: (_ctx, interaction) => `/ehr/auth/interaction/${interaction.uid}`,
      policy: signedInAtTheDesk(),
    },
    loadExistingGrant: (ctx) => launchGrant(parts, ctx),
    ttl: {
      AccessToken: 300,
      ClientCredentials: 300,
      AuthorizationCode: 60,
      IdToken: 300,
      Interaction: 600,
      Grant: 3600,
      Session: 600,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client) => client.clientAuthMethod !== 'none',
      },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => parts.fhirBase,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => resourceServer(parts, ctx, resource),
      },
    },
    renderError: (ctx, out) => errorPage(ctx, out.error, out.error_description, '/ehr/'),
  }
}

function account({ fhirBase, findClinician }: AuthorizationParts, id: string) {
  const clinician = findClinician(id)
  if (clinician === undefined) return undefined
  const fhirUser = `${fhirBase}/Practitioner/${clinician.practitionerId}`
  return { accountId: id, claims: () => ({ sub: id, name: clinician.name, fhirUser }) }
}

/** The application must say for which server it wants the token, so that a token never goes to a wrong one. */
function requireAudience({ fhirBase }: AuthorizationParts, value: string | undefined): void {
  if (value?.replace(/\/$/, '') !== fhirBase)
    throw new errors.InvalidRequest('aud must be the FHIR base of this hospital')
}

function takeLaunch({ desk }: AuthorizationParts, value: string | undefined): void {
  if (value === undefined || !desk.takeLaunch(value))
    throw new errors.InvalidRequest(
      'launch is missing, too old or was used before; open the application from the chart',
    )
}

/** Each launch asks the hospital's own session who is at the desk; nobody is remembered beyond it. */
function signedInAtTheDesk(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  const check = new interactionPolicy.Check('desk', 'the chart is asked who is logged in', (ctx) =>
    ctx.oidc.result?.login === undefined
      ? interactionPolicy.Check.REQUEST_PROMPT
      : interactionPolicy.Check.NO_NEED_TO_PROMPT,
  )
  policy.get('login')?.checks.add(check)
  policy.remove('consent')
  return policy
}

/** A grant of its own for every launch, tied to the launch's patient; only for the clinician who opened the chart. */
async function launchGrant(
  { desk }: AuthorizationParts,
  ctx: KoaContextWithOIDC,
): Promise<Grant | undefined> {
  const { client, account: who, params, provider } = ctx.oidc
  const launch = params?.['launch']
  if (client === undefined || who === undefined || typeof launch !== 'string') return undefined
  if (ctx.oidc.result?.login === undefined) return undefined
  if (desk.takenLaunch(launch)?.userId !== who.accountId)
    throw new errors.AccessDenied('the application was opened by somebody else')

  const grant = new provider.Grant({ clientId: client.clientId, accountId: who.accountId })
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes])
  for (const [resource, server] of Object.entries(ctx.oidc.resourceServers ?? {}))
    grant.addResourceScope(resource, server.scope)
  const grantId = await grant.save()
  if (desk.bindLaunch(launch, grantId) === undefined)
    throw new errors.AccessDenied('the launch was used before')
  return grant
}

/** What may be granted of what was asked for; the rest is left out, as SMART lets a server do. */
function resourceServer(
  { fhirBase }: AuthorizationParts,
  ctx: KoaContextWithOIDC,
  resource: string,
): ResourceServer {
  if (resource !== fhirBase) throw new errors.InvalidTarget('unknown resource')
  const { params, entities } = ctx.oidc
  const asked = params?.['scope']
  const levels =
    ctx.oidc.route === 'token' && entities.AuthorizationCode === undefined
      ? ['system']
      : ['patient', 'user']
  const text = typeof asked === 'string' ? asked : (entities.AuthorizationCode?.scope ?? '')
  const granted = grantable(text, levels)
  if (params !== undefined && typeof asked === 'string')
    params['scope'] = [...asked.split(' ').filter((one) => oidcScopes.has(one)), ...granted].join(
      ' ',
    )
  if (granted.length === 0) throw new errors.InvalidScope('none of the scopes can be granted', text)
  return {
    audience: fhirBase,
    scope: granted.join(' '),
    accessTokenFormat: 'opaque',
    accessTokenTTL: 300,
  }
}

/** Adds the chart's context to the token response and to introspection, and the OpenID scopes to the granted ones. */
function addLaunchContext(provider: Provider, desk: DeskStore): void {
  provider.use(async (ctx, next) => {
    await next()
    const { oidc } = ctx
    if (
      oidc === undefined ||
      ctx.status !== 200 ||
      typeof ctx.body !== 'object' ||
      ctx.body === null
    )
      return
    const code = oidc.entities.AuthorizationCode
    const context = contextBody(desk.launchOf(oidc.entities.AccessToken?.grantId))
    if (oidc.route === 'token' && code !== undefined) {
      const openid = (code.scope ?? '').split(' ').filter((one: string) => oidcScopes.has(one))
      const scope = [...openid, oidc.entities.AccessToken?.scope ?? ''].join(' ').trim()
      ctx.body = { ...ctx.body, ...context, scope }
    }
    if (oidc.route === 'introspection' && 'active' in ctx.body && ctx.body.active === true)
      ctx.body = { ...ctx.body, ...context }
  })
}

function contextBody(launch: LaunchContext | undefined): object {
  if (launch === undefined) return {}
  const encounter = launch.encounter === undefined ? {} : { encounter: launch.encounter }
  return { patient: launch.patient, ...encounter, need_patient_banner: false }
}

function accessFinder(provider: Provider, { desk }: AuthorizationParts): FindAccess {
  return async (token) => {
    const user = await provider.AccessToken.find(token)
    const found = user ?? (await provider.ClientCredentials.find(token))
    if (found === undefined) return undefined
    return { scopes: smartScopesOf(found.scope), patient: desk.launchOf(user?.grantId)?.patient }
  }
}
