import type { ClientMetadata } from 'oidc-provider'
import type { JWK } from 'jose'
import { parseSmartScope } from '../oauth/smart-scope.ts'
import type { SmartScope } from '../oauth/smart-scope.ts'
import { harborHospital } from './users.ts'

/** Who receives the product's access tokens: its gateway, by its Keycloak client id. */
export const audience = 'careloom-gateway'

/** A system that speaks for an organization by client credentials. */
export type SystemClient = {
  readonly clientId: string
  readonly name: string
  readonly organization: string
  readonly roles: readonly string[]
  /** Space-separated SMART v2 scopes; a token asked for stays within them. */
  readonly scope: string
  /** Proof of who it is: a shared secret, or public keys for `private_key_jwt` (RS384 or ES384). */
  readonly proof: { readonly secret: string } | { readonly keys: readonly JWK[] }
}

export const hospitalClient: SystemClient = {
  clientId: 'hospital',
  name: 'Harbor Hospital backend',
  organization: harborHospital,
  roles: ['system'],
  scope: 'system/*.cruds',
  proof: { secret: 'sandbox' },
}

/** The web application: public, authorization code with PKCE, one exact redirect address. */
export function webClient(base: string): ClientMetadata {
  return {
    client_id: 'careloom-web',
    client_name: 'Careloom',
    application_type: 'web',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [`${base}/callback`],
    post_logout_redirect_uris: [`${base}/`, `${base}/login`],
    scope: 'openid profile',
  }
}

/** The gateway, which gets no tokens: it asks whether one still holds. */
export function gatewayClient(secret: string): ClientMetadata {
  return {
    client_id: audience,
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: [],
    redirect_uris: [],
    response_types: [],
  }
}

export function systemClientMetadata(client: SystemClient): ClientMetadata {
  const common = {
    client_id: client.clientId,
    client_name: client.name,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  }
  return 'secret' in client.proof
    ? {
        ...common,
        client_secret: client.proof.secret,
        token_endpoint_auth_method: 'client_secret_basic',
      }
    : {
        ...common,
        jwks: { keys: [...client.proof.keys] },
        token_endpoint_auth_method: 'private_key_jwt',
      }
}

/** The scopes that a system client may be given. @throws TypeError if its registration holds one that is not SMART v2. */
export function allowedScopes(client: SystemClient): SmartScope[] {
  return client.scope.split(' ').map((text) => {
    const scope = parseSmartScope(text)
    if (scope?.level !== 'system')
      throw new TypeError(`${client.clientId}: ${text} is no system scope`)
    return scope
  })
}
