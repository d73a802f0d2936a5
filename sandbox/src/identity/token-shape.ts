import type { SandboxUser } from './users.ts'
import type { SystemClient } from './clients.ts'

/** Who receives the product's access tokens: its gateway, by its Keycloak client id. */
export const audience = 'careloom-gateway'

/** The claims that a token of Keycloak's shape carries about a person who logged in. */
export function userClaims(user: SandboxUser): Record<string, unknown> {
  return {
    preferred_username: user.username,
    name: user.name,
    realm_access: { roles: [...user.roles] },
    organization: user.organization,
    ...(user.personId === undefined ? {} : { person_id: user.personId }),
    ...(user.peerWorkerId === undefined ? {} : { peer_worker_id: user.peerWorkerId }),
    ...(user.fhirUser === undefined ? {} : { fhirUser: user.fhirUser }),
  }
}

/** The claims about a system; named like Keycloak names a service account. */
export function systemClaims(client: SystemClient): Record<string, unknown> {
  return {
    preferred_username: `service-account-${client.clientId}`,
    name: client.name,
    realm_access: { roles: [...client.roles] },
    organization: client.organization,
  }
}
