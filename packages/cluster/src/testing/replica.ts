import type { KeyObject } from 'node:crypto'
import { firstSchema, instantOf, type AnyEvent } from '@careloom/event-sourcing'
import { openLogEventStore, type LogEventStoreOptions } from '@careloom/event-sourcing/log'
import { uuidv7 } from '@careloom/event-sourcing/sqlite'
import { connectMongo, MongoKeyring, mongoLeases, MongoLogDriver } from '@careloom/mongodb'
import { GrpcServer, type Certificates } from '@careloom/rpc/grpc'
import { LogHoldings } from '../log-holdings.ts'
import { Replicas } from '../replicas.ts'

export const replicasOf = 'looms'

export type ReplicaNeed = {
  readonly url: string
  readonly database: string
  readonly log: string
  /** Seals, wraps and chains. */
  readonly key: KeyObject
  /** The folder of the key of `replicasOf`. */
  readonly keysIn: string
  /** In the clear unless they are given. */
  readonly certificates?: Certificates
  readonly waits?: { readonly selectionMs?: number; readonly answerMs?: number }
  readonly limits?: LogEventStoreOptions['limits']
  /** What is handed over to it waits for this before it is written. */
  readonly before?: () => Promise<void>
}

/** One of the processes of a service that write its log, without anything else that a service does. */
export async function openReplica<E extends AnyEvent>(need: ReplicaNeed) {
  const { url, database, log: name, key, keysIn, certificates, waits, limits = {} } = need
  const { before = async () => undefined } = need
  const connection = await connectMongo(url, { database, ...waits })
  const keyring = await MongoKeyring.open(connection, [key])
  const trust = { callers: {}, keyOf: () => undefined }
  const server = new GrpcServer({ isHealthy: () => true, trust })
  const proof = certificates && { credentials: certificates.client, name: replicasOf }
  const replicas = new Replicas({
    name: replicasOf,
    server,
    ways: { to: (_, place = '') => ({ address: `dns:${place}`, proof }) },
    keysIn,
    told: { nowMs: Date.now },
    onRefused: () => undefined,
  })
  const leases = (at: string) => mongoLeases(connection, { at })
  const onError = () => undefined
  const logs = new LogHoldings({ name: replicasOf, replicas, leases, onError })
  let taken = 0
  const holding = logs.add(name, async (asked) => {
    taken += asked.length
    await before()
    return store.take(asked)
  })
  const store = await openLogEventStore<E>({
    name,
    driver: new MongoLogDriver(connection, name),
    chainKey: key,
    keyring,
    schema: firstSchema,
    clock: () => instantOf(Date.now()),
    newId: uuidv7(Date.now),
    limits,
    direction: holding.direction,
  })
  const { port, close } = await server.listen('127.0.0.1:0', certificates?.server)
  const place = `127.0.0.1:${port}`
  let closing: Promise<void> | undefined
  async function end(): Promise<void> {
    await logs.close()
    await close()
    await store.close()
    await keyring.close()
    await connection.close()
  }
  return {
    store,
    keyring,
    holding,
    /** Where others reach it. */
    place,
    /** How many appends others have handed over to it. */
    taken: () => taken,
    /** Whether it knows who writes the log. */
    knows: () => holding.isHeld || holding.holderPlace !== undefined,
    /** Takes part in who writes the log. */
    begin: () => logs.begin(place),
    close: () => (closing ??= end()),
  }
}
