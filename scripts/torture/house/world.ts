import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startHouse, type House } from '@careloom/e2e/cluster'
import { startKafka, startMongo, type Kafka, type Mongo } from '@careloom/testing/engines'
import { secretsOfHouse, type Secrets } from '../../../packages/hosting/src/running.ts'
import { connectMongo } from '../../../packages/mongodb/src/index.ts'
import { randomFrom } from '../random.ts'
import type { PartName } from './protections.ts'

type Connection = Awaited<ReturnType<typeof connectMongo>>

/** A house on engines of its own, and a look into what it keeps there. */
export type World = {
  readonly house: House
  readonly kafka: Kafka
  readonly mongo: Mongo
  readonly connection: Connection
  readonly secrets: Secrets
  readonly random: () => number
  /** How long it is waited for what must come about, on a busy machine; milliseconds. */
  readonly patienceMs: number
  close(): Promise<void>
}

const database = 'careloom'
/** Two of those whose leases, doors or calls are tried with one of them away. */
const replicas = { gateway: 2, 'fhir-adapter': 2, assignments: 2 }

export type WorldNeed = {
  readonly seed: number
  /** Its processes lack what this part is there to prove: what does not come about then is not waited for long. */
  readonly without?: PartName
}

export async function openWorld({ seed, without }: WorldNeed): Promise<World> {
  const open: (() => unknown)[] = []
  async function close(): Promise<void> {
    for (const putAway of open.splice(0).toReversed()) await putAway()
  }
  try {
    const [mongo, kafka] = await Promise.all([startMongo(), startKafka()])
    open.push(() => Promise.all([mongo.remove(), kafka.remove()]))
    const house = await startHouse({ mongo, kafka, replicas, database, env: lacking(without) })
    open.push(() => house.close())
    const connection = await connectMongo(mongo.url, { database })
    open.push(() => connection.close())
    const secrets = secretsOfHouse(join(house.folder, 'secrets'))
    const patienceMs = without === undefined ? 240_000 : 60_000
    const random = randomFrom(seed)
    return { house, kafka, mongo, connection, secrets, random, patienceMs, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What a process is told that is to run without a protection. */
function lacking(without: PartName | undefined): Readonly<Record<string, string>> {
  if (without === undefined) return {}
  const preloaded = pathToFileURL(join(import.meta.dirname, 'without.child.ts'))
  return { NODE_OPTIONS: `--import=${preloaded.href}`, CARELOOM_WITHOUT: without }
}

/** The processes of a service. @throws TypeError for one that the house does not have */
export function replicasOf({ house }: Pick<World, 'house'>, service: string) {
  const all = house.replicas[service]
  if (all === undefined) throw new TypeError(`no ${service} in the house`)
  return all
}
