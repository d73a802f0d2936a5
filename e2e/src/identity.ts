import { keycloakAuthenticate } from '@careloom/gateway/authenticate'
import { serveDoor } from '@careloom/gateway/testing'
import { sandboxUsers } from '@careloom/sandbox'
import type { IdentityUnderTest, Person } from '@careloom/testing/identity.contract'
import { realmClient } from '@careloom/testing/sign-in'
import type { TestContext } from '@careloom/testing/with-context'

/** What is put into a realm that tests import, by its environment. */
export const realmSecrets = {
  CARELOOM_GATEWAY_SECRET: 'a secret of the gateway',
  CARELOOM_HOSPITAL_SECRET: 'sandbox',
  CARELOOM_PEOPLE_PASSWORD: 'sandbox',
}

/** The people of the sandbox, as the gateway is to know them. */
export const people: readonly Person[] = sandboxUsers.map(
  ({ name, fhirUser, organization, ...user }) => ({
    ...user,
    displayName: name,
    organization,
    practitionerId: fhirUser?.replace('Practitioner/', ''),
  }),
)

/** Doors of gateways before a realm, with a clock of their own. `origin`: where the realm leads people back to. */
export async function gatewayBefore(t: TestContext, origin: string, serverUrl: string) {
  const issuer = `${serverUrl}/realms/careloom`
  let passed = 0
  const told = {
    serverUrl,
    realm: 'careloom',
    clientId: 'careloom-gateway',
    nowMs: () => Date.now() + passed,
  }
  const authenticate = keycloakAuthenticate({
    ...told,
    secret: realmSecrets.CARELOOM_GATEWAY_SECRET,
  })
  return {
    issuer,
    client: realmClient(origin, issuer),
    door: await serveDoor(t, authenticate),
    doorAlone: await serveDoor(t, keycloakAuthenticate(told)),
    authenticate: (authorization) => authenticate(authorization),
    pass: (ms) => void (passed += ms),
  } satisfies Partial<IdentityUnderTest>
}
