import { join } from 'node:path'
import { embeddedIdentity, findUser, realmUser } from '@careloom/sandbox'
import { administratorAt, type Keycloak } from '@careloom/testing/engines'
import { realmSecrets } from '../identity.ts'
import type { SignsIn } from '../journey.ts'
import { signIn } from '../sign-in.ts'
import type { Front } from '@careloom/deploy/front'

/** Keycloak answers at these. */
const paths = ['/realms', '/resources']

/** Puts whoever signs people in before the gateways of a house. */
export async function identityOf(
  front: Front,
  folder: string,
  keycloak: Pick<Keycloak, 'url'> | undefined,
): Promise<{ close(): void }> {
  if (keycloak !== undefined) {
    front.pass(paths, { host: '127.0.0.1', port: Number(new URL(keycloak.url).port) })
    return { close: () => undefined }
  }
  const identity = await embeddedIdentity({
    base: front.url,
    dataDir: join(folder, 'identity'),
    gatewaySecret: realmSecrets.CARELOOM_GATEWAY_SECRET,
  })
  front.mount('/realms/careloom', identity.router)
  return { close: () => identity.close() }
}

/** Signs in at a product that runs somewhere, whoever signs people in there. */
export async function signInOf(base: string): Promise<SignsIn> {
  const master = await fetch(`${base}/realms/master`)
  return master.ok ? signInAt({ admin: administratorAt(base) }) : signIn
}

/** Signs in at Keycloak; whom a hospital has registered gets an account first, as anybody has at the embedded provider. */
export function signInAt(keycloak: Pick<Keycloak, 'admin'>): SignsIn {
  return async (base, username) => {
    const user = findUser(username)
    if (user?.id === username) {
      const credentials = [{ type: 'password', value: realmSecrets.CARELOOM_PEOPLE_PASSWORD }]
      // Their id is longer than one of Keycloak may be: it gives one of its own.
      const users = [{ ...realmUser(user), id: undefined, credentials }]
      await keycloak.admin('POST', '/realms/careloom/partialImport', {
        ifResourceExists: 'SKIP',
        users,
      })
    }
    return signIn(base, username)
  }
}
