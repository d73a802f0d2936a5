import { OidcClient, WebStorageStateStore } from 'oidc-client-ts'
import { clientId, endpoints, issuer } from './endpoints.ts'
import type { Session } from './session-shape.ts'

/** Authorization code with PKCE S256 (RFC 7636), at Keycloak's addresses; the sandbox's provider has the same. */
const client = new OidcClient({
  authority: issuer,
  metadata: {
    issuer,
    authorization_endpoint: endpoints.authorization,
    token_endpoint: endpoints.token,
    end_session_endpoint: endpoints.endSession,
    revocation_endpoint: endpoints.revocation,
  },
  client_id: clientId,
  redirect_uri: `${location.origin}/callback`,
  scope: 'openid profile',
  // One question per tab: what another tab asked is not answered here.
  stateStore: new WebStorageStateStore({ store: sessionStorage, prefix: 'careloom.oidc.' }),
})

/** The address that asks somebody to sign in. `password`: even if the provider thinks that they are still there. */
export async function questionUrl(asked: object, password: boolean): Promise<string> {
  const request = await client.createSigninRequest({
    state: asked,
    ...(password ? { prompt: 'login' } : {}),
  })
  return request.url
}

type Answered = Pick<
  Awaited<ReturnType<OidcClient['processSigninResponse']>>,
  'access_token' | 'expires_at' | 'refresh_token' | 'id_token' | 'profile'
>

const tokensOf = (answer: Answered) => ({
  accessToken: answer.access_token,
  expiresAt: (answer.expires_at ?? 0) * 1000,
  ...(answer.refresh_token ? { refreshToken: answer.refresh_token } : {}),
  ...(answer.id_token ? { idToken: answer.id_token } : {}),
  subject: answer.profile.sub,
})

/** The tokens of the provider's answer, and what was asked. @throws when the answer is not to our question */
export async function answerOf(
  url: string,
): Promise<{ asked: unknown; tokens: ReturnType<typeof tokensOf> }> {
  const answer = await client.processSigninResponse(url)
  return { asked: answer.userState, tokens: tokensOf(answer) }
}

/** The same session with new tokens; without a new id token it keeps the old one. */
export async function refreshed(old: Session): Promise<Session> {
  const state = {
    refresh_token: old.refreshToken ?? '',
    ...(old.idToken ? { id_token: old.idToken } : {}),
    session_state: null,
    profile: { sub: old.subject ?? '', iss: issuer, aud: clientId, exp: 0, iat: 0 },
  }
  return { ...old, ...tokensOf(await client.useRefreshToken({ state })) }
}
