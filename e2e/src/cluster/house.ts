import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateHouse } from '@careloom/cluster/migrate'
import { openFront, type Place } from '@careloom/deploy/front'
import { seedOver } from '@careloom/deploy/seed-over'
import { sandboxCallers, sandboxTells, timeZone } from '@careloom/embedded/world'
import { makeSecrets } from '@careloom/hosting/running'
import { keyHolders } from '@careloom/proto/callers'
import { processes } from '@careloom/proto/owners'
import { addressOf, certificatesIn, makeCallerKeys } from '@careloom/rpc/grpc'
import { authority } from '@careloom/testing/certificates'
import type { Kafka, Keycloak, Mongo } from '@careloom/testing/engines'
import { freePort } from '@careloom/testing/free-port'
import { realmSecrets } from '../identity.ts'
import { certificatesOf, keysIn } from './call-as.ts'
import { identityOf } from './identity.ts'
import { replicaOf, type Ports, type Replica } from './replica.ts'

export { callAs } from './call-as.ts'
export type { Replica } from './replica.ts'

export type HouseOptions = {
  readonly mongo: Pick<Mongo, 'url'>
  readonly kafka: Pick<Kafka, 'brokers'>
  /** Signs people in, in place of the sandbox's provider; its realm leads them back to `port`. */
  readonly keycloak?: Pick<Keycloak, 'url'>
  /** Where people and hospitals reach it; whichever is free unless said otherwise. */
  readonly port?: number
  /** How many processes a service has; one unless said otherwise. */
  readonly replicas?: Readonly<Record<string, number>>
  readonly database?: string
  /** What every process is told beside the rest. */
  readonly env?: Readonly<Record<string, string>>
  /** Where everything of it lies; a folder that goes with it unless said otherwise. */
  readonly folder?: string
}

export type House = {
  /** Where people and hospitals reach it. */
  readonly url: string
  readonly folder: string
  /** Every process, by service. */
  readonly replicas: Readonly<Record<string, readonly Replica[]>>
  readonly all: readonly Replica[]
  close(): Promise<void>
}

/** Programs of services, from the root. */
const fileOf = (service: string) =>
  service === 'gateway' ? 'gateway/src/main.ts' : `services/${service}/src/main.ts`

/**
 * A whole house: every service as processes of its own on real engines, an address before its gateways, the sandbox's identity
 * provider and its people.
 */
export async function startHouse(options: HouseOptions): Promise<House> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'careloom-house-'))
  const places = placesIn(folder)
  makeSecrets(places.secrets)
  makeCallerKeys(places.callerKeys, [...keyHolders, ...Object.keys(sandboxCallers)])
  await certify(folder)
  mkdirSync(places.logs, { recursive: true })
  const front = await openFront(here(options.port ?? 0), () => gateways)
  const ports = await portsOf(options.replicas ?? {})
  const gateways = (ports.get('gateway') ?? []).map(({ http }) => here(http))
  const identity = await identityOf(front, folder, options.keycloak)
  const env = {
    ...engines(options),
    ...places.env,
    ...tells(front.url),
    ...reached(ports),
    ...options.env,
  }
  await migrateHouse(env)

  const replicas = Object.fromEntries(
    [...ports].map(([service, each]) => [service, each.map((own, i) => replica(service, own, i))]),
  )
  const all = Object.values(replicas).flat()
  const killAll = () => all.map((each) => each.kill())
  // One that is paused does not notice that this process is gone.
  process.once('exit', killAll)
  async function close(): Promise<void> {
    process.removeListener('exit', killAll)
    await Promise.all(all.map((each) => each.end()))
    await front.close()
    identity.close()
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (const each of all) each.start()
    await Promise.all(all.map((each) => each.ready()))
    await seedOver({ callerKeysDir: places.callerKeys, to: wayTo })
  } catch (error) {
    await Promise.all(killAll())
    await front.close()
    throw error
  }
  return { url: front.url, folder, replicas, all, close }

  function wayTo(service: string) {
    const ours = certificatesOf(folder, 'sandbox')
    const { client: credentials } = certificatesIn(ours, {
      onError: (error) => assert.fail(String(error)),
    })
    const address = addressOf(addressesOf(ports.get(service) ?? []))
    return { address, proof: { credentials, name: service } }
  }
  function replica(service: string, own: Ports, i: number): Replica {
    const name = `${service}-${i + 1}`
    return replicaOf({
      name,
      file: fileOf(service),
      ports: own,
      viewsDir: join(folder, 'views', name),
      env: { ...env, CARELOOM_CERTIFICATES: certificatesOf(folder, service) },
      logFile: join(places.logs, `${name}.log`),
    })
  }
}

function placesIn(folder: string) {
  const [secrets, callerKeys] = [join(folder, 'secrets'), keysIn(folder)]
  return {
    secrets,
    callerKeys,
    logs: join(folder, 'logs'),
    env: { CARELOOM_SECRETS: secrets, CARELOOM_CALLER_KEYS: callerKeys },
  }
}

/** Processes call each other as they do between machines. */
async function certify(folder: string): Promise<void> {
  const house = await authority('the house')
  const names = [...processes, 'sandbox']
  await Promise.all(names.map((name) => house.issue(certificatesOf(folder, name), name)))
}

function engines({ mongo, kafka, database = 'careloom' }: HouseOptions) {
  return {
    CARELOOM_MONGODB: mongo.url,
    CARELOOM_DATABASE: database,
    CARELOOM_KAFKA: kafka.brokers.join(','),
    CARELOOM_KAFKA_BROKERS: kafka.brokers.length < 3 ? 'one' : 'three-or-more',
  }
}

const here = (port: number): Place => ({ host: '127.0.0.1', port })

/** What it shares with whoever signs people in. */
const gatewaySecret = realmSecrets.CARELOOM_GATEWAY_SECRET

/** What the sandbox tells a house: its hospital is not there. */
function tells(url: string): Record<string, string> {
  const hospitalUrl = 'http://localhost:9'
  const told = sandboxTells({ url, hospitalUrl, clientSecret: 'none', gatewaySecret })
  const more = Object.entries(sandboxCallers).map(([name, { calls }]) => ({ name, calls }))
  return {
    ...(told as Record<string, string>),
    CARELOOM_TIME_ZONE: timeZone,
    CARELOOM_MORE_CALLERS: JSON.stringify(more),
    CARELOOM_DRAIN_SECONDS: '0',
    GATEWAY_RATE_LIMIT_PER_MINUTE: '1000000',
  }
}

async function portsOf(
  replicas: NonNullable<HouseOptions['replicas']>,
): Promise<ReadonlyMap<string, readonly Ports[]>> {
  const ports = new Map<string, readonly Ports[]>()
  for (const service of processes) {
    const each = Array.from({ length: replicas[service] ?? 1 }, async () => ({
      grpc: await freePort(),
      operations: await freePort(),
      http: await freePort(),
    }))
    ports.set(service, await Promise.all(each))
  }
  return ports
}

const addressesOf = (ports: readonly Ports[]) =>
  ports.map(({ grpc }) => `127.0.0.1:${grpc}`).join(',')

function reached(ports: ReadonlyMap<string, readonly Ports[]>) {
  const places = [...ports].map(([service, each]) => ({ service, address: addressesOf(each) }))
  return { CARELOOM_SERVICES: JSON.stringify(places) }
}
