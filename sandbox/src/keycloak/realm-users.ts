import type { SystemClient } from '../identity/clients.ts'
import { ownOf, serviceAccountOf } from '../identity/token-shape.ts'
import type { SandboxUser } from '../identity/users.ts'

/** Somebody who can sign in, with the id that tokens name in `sub`. */
export function realmUser(user: SandboxUser) {
  return {
    id: user.id,
    username: user.username,
    ...named(user.name),
    enabled: true,
    attributes: attributesOf(user),
    realmRoles: [...user.roles],
    credentials: [{ type: 'password', value: '${CARELOOM_PEOPLE_PASSWORD}', temporary: false }],
  }
}

/** Whom a system acts as. */
export function serviceAccount(client: SystemClient) {
  return {
    id: client.clientId,
    username: serviceAccountOf(client),
    ...named(client.name),
    enabled: true,
    serviceAccountClientId: client.clientId,
    attributes: attributesOf(client),
    realmRoles: [...client.roles],
  }
}

const attributesOf = (of: Parameters<typeof ownOf>[0]) =>
  Object.fromEntries(ownOf(of).map(({ claim, value }) => [claim, [value]]))

/** Keycloak puts a name together from two parts, with a space between. */
function named(name: string): { firstName: string; lastName: string } {
  const at = name.lastIndexOf(' ')
  return { firstName: name.slice(0, Math.max(at, 0)), lastName: name.slice(at + 1) }
}
