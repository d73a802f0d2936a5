import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt, importJWK, SignJWT, type JWK } from 'jose'
import { clientToken, type Product } from '@careloom/e2e'

export type Claims = Readonly<Record<string, unknown>>

/** Signs tokens with the provider's own key: what another registration of the same realm would be given. */
export async function minter(
  product: Product,
): Promise<(roles: readonly string[], claims: Claims) => Promise<string>> {
  const secrets = JSON.parse(
    readFileSync(join(product.dataDir, 'sandbox/careloom.secrets.json'), 'utf8'),
  ) as { signingKeys: JWK[] }
  const key = secrets.signingKeys[0] ?? {}
  const usual = decodeJwt(await clientToken(product.url))
  return async (roles, claims) =>
    new SignJWT({ ...usual, scope: '', realm_access: { roles }, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid ?? '', typ: 'at+jwt' })
      .sign(await importJWK(key, 'RS256'))
}
