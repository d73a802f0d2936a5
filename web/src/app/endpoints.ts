const told = (name: string) =>
  document.querySelector<HTMLMetaElement>(`meta[name=${name}]`)?.content

/** Where the identity provider is: the Keycloak realm that the page names. */
export const issuer = told('issuer') ?? `${location.origin}/realms/careloom`
export const clientId = told('client') ?? 'careloom-web'

const endpoint = (name: string) => `${issuer}/protocol/openid-connect/${name}`

export const endpoints = {
  authorization: endpoint('auth'),
  token: endpoint('token'),
  endSession: endpoint('logout'),
  revocation: endpoint('revoke'),
} as const
