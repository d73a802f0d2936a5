/** Where the identity provider is: a Keycloak realm on our own origin. */
export const issuer = `${location.origin}/realms/careloom`
export const clientId = 'careloom-web'

const endpoint = (name: string) => `${issuer}/protocol/openid-connect/${name}`

export const endpoints = {
  authorization: endpoint('auth'),
  token: endpoint('token'),
  endSession: endpoint('logout'),
  revocation: endpoint('revoke'),
} as const
