import express from 'express'
import type { Router } from 'express'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { plainPage } from '../oauth/pages.ts'

/**
 * Ends the session at once when the application proves by `id_token_hint` whose it is, as Keycloak does (OpenID Connect
 * RP-Initiated Logout 1.0, 2); whoever comes without a proof is asked first.
 */
export async function logout(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const hint = ctx.oidc.entities.IdTokenHint
  if (hint !== undefined && hint.payload.sub === ctx.oidc.session?.accountId) return endSession(ctx)
  ctx.type = 'html'
  ctx.body = plainPage(
    'Log out of Careloom?',
    `${form}<p><button type="submit" form="op.logoutForm" name="logout" value="yes">Log out</button></p>`,
  )
}

/** A logout may be posted, so that the hint is in no address; oidc-provider takes that only with cookies for every site. */
export function postedLogout(path: string): Router {
  const router = express.Router()
  router.post(
    path,
    express.urlencoded({ extended: false, limit: '16kb' }),
    (request, _response, next) => {
      const form: Record<string, string> = request.body ?? {}
      request.method = 'GET'
      request.url = `${path}?${new URLSearchParams(form)}`
      next()
    },
  )
  return router
}

async function endSession(ctx: KoaContextWithOIDC): Promise<void> {
  const { session, provider, params } = ctx.oidc
  for (const { grantId } of Object.values(session?.authorizations ?? {})) {
    if (grantId === undefined) continue
    await provider.RefreshToken.revokeByGrantId(grantId)
    await provider.AuthorizationCode.revokeByGrantId(grantId)
    await (await provider.Grant.find(grantId))?.destroy()
  }
  await session?.destroy()
  ctx.cookies.set(provider.cookieName('session'), null, { path: '/realms/careloom' })
  const { post_logout_redirect_uri: back, state } = params ?? {}
  if (typeof back !== 'string') {
    ctx.type = 'html'
    ctx.body = plainPage('You are logged out', '<p>You can close this page.</p>')
    return
  }
  const address = new URL(back)
  if (typeof state === 'string') address.searchParams.set('state', state)
  ctx.redirect(address.href)
}
