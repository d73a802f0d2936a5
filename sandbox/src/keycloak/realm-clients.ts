import { audience, webClient, type SystemClient } from '../identity/clients.ts'
import { everyToken } from './scopes.ts'

const always = everyToken.map(({ name }) => name)

/** A client that may do nothing; each says what it does. */
const nothing = {
  enabled: true,
  protocol: 'openid-connect',
  publicClient: false,
  standardFlowEnabled: false,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
  fullScopeAllowed: true,
  defaultClientScopes: always,
  optionalClientScopes: [] as string[],
}

/** The web app: authorization code with PKCE S256, back to the one address. */
export function webOf() {
  const origin = '${CARELOOM_ORIGIN}'
  const { client_id, client_name, redirect_uris, post_logout_redirect_uris } = webClient(origin)
  return {
    ...nothing,
    clientId: client_id,
    name: client_name,
    publicClient: true,
    standardFlowEnabled: true,
    redirectUris: redirect_uris,
    webOrigins: [origin],
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': post_logout_redirect_uris?.join('##'),
    },
  }
}

/** The gateway: tokens are for it, and it asks whether one still holds. */
export function gatewayOf() {
  return {
    ...nothing,
    clientId: audience,
    name: 'Careloom gateway',
    clientAuthenticatorType: 'client-secret',
    secret: '${CARELOOM_GATEWAY_SECRET}',
  }
}

/** A system by client credentials. */
export function systemOf({ clientId, name, proof }: SystemClient, scopes: readonly string[]) {
  const common = {
    ...nothing,
    clientId,
    name,
    serviceAccountsEnabled: true,
    optionalClientScopes: [...scopes],
  }
  return 'secret' in proof
    ? { ...common, clientAuthenticatorType: 'client-secret', secret: `\${${secretOf(clientId)}}` }
    : {
        ...common,
        clientAuthenticatorType: 'client-jwt',
        attributes: {
          'use.jwks.string': 'true',
          'jwks.string': JSON.stringify({ keys: proof.keys }),
        },
      }
}

/** The variable in Keycloak's environment that holds the secret of a client. */
const secretOf = (clientId: string): string =>
  `CARELOOM_${clientId.toUpperCase().replaceAll('-', '_')}_SECRET`
