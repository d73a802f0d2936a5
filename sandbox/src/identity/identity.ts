import { join } from 'node:path'
import express from 'express'
import type { RequestHandler, Router } from 'express'
import Provider from 'oidc-provider'
import { loadSecrets } from '../oauth/secrets.ts'
import { openProviderStore } from '../oauth/provider-store.ts'
import { hospitalClient } from './clients.ts'
import type { SystemClient } from './clients.ts'
import { configuration } from './configuration.ts'
import { interactionRouter } from './interactions.ts'
import { postedLogout } from './logout.ts'
import { loginAttempts } from './login-attempts.ts'
import { introspectOwnTokens, ownTokenVerifier, userinfo } from './own-tokens.ts'

export type EmbeddedIdentityOptions = {
  /** Where the product is reached, without a slash at the end: `http://localhost:8080`. */
  readonly base: string
  /** Where sessions, grants and keys are kept; made if missing. */
  readonly dataDir: string
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** Further systems that may ask for tokens, beside the sandbox hospital. */
  readonly systems?: readonly SystemClient[]
  /** By which the gateway may ask whether a token still holds; without it, it may not. */
  readonly gatewaySecret?: string
  /** Told of a failure inside the provider; the caller of the request sees only an error code. */
  readonly onError?: (error: Error) => void
}

export type EmbeddedIdentity = {
  /** To be mounted at `/realms/careloom`. */
  readonly router: Router
  readonly issuer: string
  close(): void
}

/**
 * The OpenID provider of the sandbox, at the addresses and with the tokens of a Keycloak realm `careloom`. Its users,
 * their password and the hospital's secret are public knowledge: never mount it where others than this machine reach.
 */
export async function embeddedIdentity(
  options: EmbeddedIdentityOptions,
): Promise<EmbeddedIdentity> {
  const { base, dataDir, now = Date.now, systems = [], gatewaySecret, onError } = options
  const issuer = `${base}/realms/careloom`
  const secrets = await loadSecrets(dataDir, 'careloom')
  const store = openProviderStore(join(dataDir, 'identity.sqlite'), now)
  const provider = new Provider(
    issuer,
    configuration({ base, secrets, store, systems: [hospitalClient, ...systems], gatewaySecret }),
  )
  provider.on('server_error', (_ctx, error) => onError?.(error))

  const verify = ownTokenVerifier(issuer, secrets.signingKeys)
  introspectOwnTokens(provider, verify)

  const router = express.Router()
  router.use(ownAddress(new URL(base)))
  router.all('/protocol/openid-connect/userinfo', userinfo(verify))
  router.use(
    interactionRouter({ provider, attempts: loginAttempts(now), origin: new URL(base).origin }),
  )
  router.use(postedLogout('/protocol/openid-connect/logout'))
  const callback = provider.callback()
  router.use((request, response) => void callback(request, response))
  return { router, issuer, close: () => store.close() }
}

/**
 * Cookies and addresses belong to one host name: whoever comes by another one (127.0.0.1 for localhost) is sent there
 * before signing in, and no foreign host name ever shows in an answer.
 */
function ownAddress(base: URL): RequestHandler {
  return (request, response, next) => {
    const other = request.headers.host !== base.host
    if (other && request.path.endsWith('/auth') && request.method === 'GET') {
      response.redirect(307, `${base.origin}${request.originalUrl}`)
      return
    }
    request.headers.host = base.host
    next()
  }
}
