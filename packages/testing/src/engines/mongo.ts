import { initiateReplicaSet } from '@careloom/mongodb'
import { GenericContainer, Wait } from 'testcontainers'
import { engineIn, type Engine } from './container.ts'
import { freePort } from '../free-port.ts'
import { imageOf } from './images.ts'

export type Mongo = Engine & { readonly url: string }

const replicaSet = 'rs0'

/** MongoDB as a replica set of one, told what to be in the same words whether it is MongoDB or stands in for it. */
export async function startMongo(): Promise<Mongo> {
  const port = await freePort()
  const host = `localhost:${port}`
  const started = await new GenericContainer(imageOf('MongoDB'))
    .withExposedPorts({ container: port, host: port })
    .withEnvironment({ MONGO_WIRE_PORT: String(port), MONGO_WIRE_ADVERTISE: host })
    .withCommand(['--replSet', replicaSet, '--bind_ip_all', '--port', String(port)])
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(120_000)
    .start()
  await initiateReplicaSet(host, replicaSet)
  return { url: `mongodb://${host}/?replicaSet=${replicaSet}`, ...(await engineIn(started)) }
}
