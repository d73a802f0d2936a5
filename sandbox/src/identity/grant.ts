import type { Grant, KoaContextWithOIDC } from 'oidc-provider'

/**
 * The grant of a session to our own application: found, or made with everything that was asked for and may be had, so
 * that nobody is asked to consent to using the product they just logged in to.
 */
export async function firstPartyGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, account, session, provider } = ctx.oidc
  if (client === undefined || account === undefined) return undefined

  const keptId = session?.grantIdFor(client.clientId)
  const kept = keptId === undefined ? undefined : await provider.Grant.find(keptId)
  const reusable = kept !== undefined && kept.accountId === account.accountId
  const grant =
    kept !== undefined && reusable
      ? kept
      : new provider.Grant({ clientId: client.clientId, accountId: account.accountId })

  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes])
  for (const [resource, server] of Object.entries(ctx.oidc.resourceServers ?? {}))
    grant.addResourceScope(resource, server.scope)
  await grant.save()
  return grant
}
