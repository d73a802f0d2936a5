import { houseRealm } from '@careloom/embedded/realm'
import { startKeycloak, type Keycloak } from '@careloom/testing/engines'
import { identityContract, type OpenIdentity } from '@careloom/testing/identity.contract'
import { afterAll, beforeAll } from '@jest/globals'
import { gatewayBefore, people, realmSecrets } from '../src/identity.ts'

const origin = 'http://localhost:9'
let keycloak: Keycloak
let keys = 0

beforeAll(async () => {
  const realm = houseRealm({ withPeople: true, slowsGuessing: false })
  keycloak = await startKeycloak(realm, { ...realmSecrets, CARELOOM_ORIGIN: origin })
})
afterAll(() => keycloak?.remove())

/** A key that somebody brings; those with a higher priority sign. */
const keyProvider = (privateKey: string | Buffer) => ({
  name: `key-${++keys}`,
  providerId: 'rsa',
  providerType: 'org.keycloak.keys.KeyProvider',
  config: {
    priority: [String(1_000 + keys)],
    enabled: ['true'],
    active: ['true'],
    algorithm: ['RS256'],
    privateKey: [String(privateKey)],
  },
})

const open: OpenIdentity = async (t) => ({
  ...(await gatewayBefore(t, origin, keycloak.url)),
  async signWith(privateKey) {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
    await keycloak.admin('POST', '/realms/careloom/components', keyProvider(pem))
  },
  stop: () => keycloak.stop(),
  start: () => keycloak.start(),
})

identityContract('Keycloak', open, people)
