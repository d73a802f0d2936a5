import assert from 'node:assert/strict'
import { houseRealm } from '@careloom/embedded/realm'
import { startKafka, startKeycloak, startMongo, type Keycloak } from '@careloom/testing/engines'
import { freePort } from '@careloom/testing/free-port'
import { identityContract, type OpenIdentity } from '@careloom/testing/identity.contract'
import { withContext } from '@careloom/testing/with-context'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { startHouse } from '../src/cluster/house.ts'
import { signInAt } from '../src/cluster/identity.ts'
import { gatewayBefore, people, realmSecrets } from '../src/identity.ts'
import { journey } from '../src/journey.ts'

let keycloak: Keycloak
/** Of the house, which is where the realm leads people back to. */
let port: number
let keys = 0

beforeAll(async () => {
  port = await freePort()
  const realm = houseRealm({ withPeople: true, slowsGuessing: false })
  const told = { ...realmSecrets, CARELOOM_ORIGIN: `http://localhost:${port}` }
  keycloak = await startKeycloak(realm, told)
})
afterAll(() => keycloak?.remove())

/** A key that somebody brings; of several the one with the highest priority signs. */
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
  ...(await gatewayBefore(t, `http://localhost:${port}`, keycloak.url)),
  async signWith(privateKey) {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
    await keycloak.admin('POST', '/realms/careloom/components', keyProvider(pem))
  },
  stop: () => keycloak.stop(),
  start: () => keycloak.start(),
})

identityContract('Keycloak', open, people)

const patient = {
  resourceType: 'Patient',
  identifier: [{ system: 'https://harbor-hospital.example/mrn', value: 'CL-1' }],
  name: [{ given: ['Rosa'], family: 'Okafor' }],
  birthDate: '1990-03-04',
}
const serviceRequest = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
}

describe('a house whose people and systems sign in at Keycloak', () => {
  it(
    'brings a referral from the hospital to the care team',
    withContext(async (t) => {
      const [mongo, kafka] = await Promise.all([startMongo(), startKafka()])
      t.after(() => Promise.all([mongo.remove(), kafka.remove()]))
      const house = await startHouse({ mongo, kafka, keycloak, port })
      t.after(() => house.close())
      const signIn = signInAt(keycloak)
      const patienceMs = 60_000
      const { careTeam } = await journey(house.url, { patient, serviceRequest, patienceMs, signIn })
      assert.equal(careTeam.resourceType, 'CareTeam')
    }),
  )
})
