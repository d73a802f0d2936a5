import { houseRealm } from '@careloom/embedded/realm'
import { startKafka, startKeycloak, startMongo } from '@careloom/testing/engines'
import { freePort } from '@careloom/testing/free-port'
import { startHouse } from '../src/cluster/house.ts'
import { realmSecrets } from '../src/identity.ts'
import { browserJourney, type Place } from './browser-journey.contract.ts'

/** Every service a process, two gateways, and Keycloak's own page to sign in at. */
async function openCluster(): Promise<Place> {
  const port = await freePort()
  const realm = houseRealm({ withPeople: true, slowsGuessing: false })
  const told = { ...realmSecrets, CARELOOM_ORIGIN: `http://localhost:${port}` }
  const engines = await Promise.all([startMongo(), startKafka(), startKeycloak(realm, told)])
  const [mongo, kafka, keycloak] = engines
  const remove = () => Promise.all(engines.map((each) => each.remove()))
  try {
    const replicas = { gateway: 2 }
    const house = await startHouse({ mongo, kafka, keycloak, port, replicas, withHospital: true })
    const close = () => house.close().finally(remove)
    return { url: house.url, hospitalUrl: house.hospitalUrl, close }
  } catch (error) {
    await remove()
    throw error
  }
}

browserJourney('in a house of processes', openCluster, { patienceMs: 60_000, ownLogin: false })
