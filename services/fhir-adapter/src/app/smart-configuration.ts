import { resourceTypes } from '../domain/resource.ts'

/** The scopes that systems may ask for. */
export const systemScopes = [
  ...resourceTypes.map((type) => `system/${type}.rs`),
  'system/*.cruds',
] as const

/** `.well-known/smart-configuration` (SMART App Launch 2.2): what the authorization server, a realm of Keycloak, offers to apps. */
export function smartConfiguration(issuer: string): object {
  const endpoint = `${issuer}/protocol/openid-connect`
  return {
    issuer,
    jwks_uri: `${endpoint}/certs`,
    authorization_endpoint: `${endpoint}/auth`,
    token_endpoint: `${endpoint}/token`,
    introspection_endpoint: `${endpoint}/token/introspect`,
    revocation_endpoint: `${endpoint}/revoke`,
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
    ],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'profile', ...systemScopes],
    capabilities: [
      'client-public',
      'client-confidential-symmetric',
      'client-confidential-asymmetric',
      'permission-v2',
    ],
  }
}
