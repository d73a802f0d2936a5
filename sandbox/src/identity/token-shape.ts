import type { SandboxUser } from './users.ts'
import type { SystemClient } from './clients.ts'

/** What is known of a user beyond how they sign in. */
export type OwnAttribute = Exclude<keyof SandboxUser, 'id' | 'username' | 'name' | 'roles'>

/** The claim in which each own attribute of a user stands in a token. */
export const ownClaims: Readonly<Record<OwnAttribute, string>> = {
  organization: 'organization',
  personId: 'person_id',
  peerWorkerId: 'peer_worker_id',
  fhirUser: 'fhirUser',
}

/** The own attributes that a user has, with the claim of each. */
export function ownOf(user: Partial<Pick<SandboxUser, OwnAttribute>>) {
  return (Object.keys(ownClaims) as OwnAttribute[]).flatMap((attribute) => {
    const value = user[attribute]
    return value === undefined ? [] : [{ claim: ownClaims[attribute], value }]
  })
}

/** The claims that a token of Keycloak's shape carries about a person who logged in. */
export function userClaims(user: SandboxUser): Record<string, unknown> {
  return {
    preferred_username: user.username,
    name: user.name,
    realm_access: { roles: [...user.roles] },
    ...Object.fromEntries(ownOf(user).map(({ claim, value }) => [claim, value])),
  }
}

/** The claims about a system; named like Keycloak names a service account. */
export function systemClaims(client: SystemClient): Record<string, unknown> {
  return {
    preferred_username: serviceAccountOf(client),
    name: client.name,
    realm_access: { roles: [...client.roles] },
    organization: client.organization,
  }
}

export const serviceAccountOf = ({ clientId }: SystemClient): string =>
  `service-account-${clientId}`
