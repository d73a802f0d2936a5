import { hospitalClient, type SystemClient } from '../identity/clients.ts'
import { sandboxUsers } from '../identity/users.ts'
import { gatewayOf, systemOf, webOf } from './realm-clients.ts'
import { realmUser, serviceAccount } from './realm-users.ts'
import { askedFor, everyToken } from './scopes.ts'
import { userProfile } from './user-profile.ts'

export type RealmOptions = {
  /** Every role that a token can give. */
  readonly roles: readonly string[]
  /** The SMART scopes that systems may ask for. */
  readonly scopes: readonly string[]
  /** With the people of the sandbox, to try it out; they share one password. */
  readonly withPeople: boolean
  /** Whoever guesses passwords has to wait; a test that signs in often says no. */
  readonly slowsGuessing?: boolean
  readonly systems?: readonly SystemClient[]
}

export type Realm = ReturnType<typeof realmOf>

const minute = 60
const hour = 60 * minute

/**
 * The realm `careloom` as Keycloak imports it, with what the embedded provider has. Nothing in it is secret: Keycloak puts
 * `${NAME}` in from its environment. Times are in seconds. @throws TypeError if somebody has a role that is none
 */
export function realmOf(options: RealmOptions) {
  const { roles, scopes, withPeople, slowsGuessing = true, systems = [hospitalClient] } = options
  const users = [...(withPeople ? sandboxUsers.map(realmUser) : []), ...systems.map(serviceAccount)]
  for (const { username, realmRoles } of users)
    for (const role of realmRoles)
      if (!roles.includes(role)) throw new TypeError(`there is no role ${role} for ${username}`)
  return {
    realm: 'careloom',
    displayName: 'Careloom',
    enabled: true,
    sslRequired: 'external',
    registrationAllowed: false,
    editUsernameAllowed: false,
    defaultSignatureAlgorithm: 'RS256',
    accessTokenLifespan: 5 * minute,
    accessCodeLifespan: minute,
    ssoSessionIdleTimeout: 12 * hour,
    ssoSessionMaxLifespan: 12 * hour,
    // A refresh token is good once: whoever brings a used one ends the session.
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
    bruteForceProtected: slowsGuessing,
    failureFactor: 10,
    maxFailureWaitSeconds: 5 * minute,
    roles: { realm: roles.map((name) => ({ name })) },
    clientScopes: [...everyToken, ...scopes.map(askedFor)],
    defaultDefaultClientScopes: everyToken.map(({ name }) => name),
    clients: [webOf(), gatewayOf(), ...systems.map((client) => systemOf(client, scopes))],
    users,
    components: userProfile,
  }
}
