import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { askers } from '@careloom/testing/callers.contract'
import { oracle, type OracleHandlers } from '@careloom/testing/rpc.contract'
import type { TestContext } from '@careloom/testing/with-context'
import type { Client } from '../definition.ts'
import { grpcClient, type Proof } from '../grpc/client.ts'
import { addressOf } from '../grpc/places.ts'
import type { Identity, Trust } from '../grpc/credential.ts'
import { GrpcServer, type RunningServer, type ServerNeed } from '../grpc/server.ts'

const names = ['door', 'loom', 'spindle', 'nobody', 'toString']
const keys = new Map(names.map((name) => [name, generateKeyPairSync('ed25519')]))

/** Whom a server of the specs believes. */
export const trust: Trust = { callers: askers, keyOf: (name) => keys.get(name)?.publicKey }
export const keyOf = (name: string) => keys.get(name)?.privateKey ?? assert.fail(name)
export const identity = (name: string): Identity => ({ name, key: keyOf(name), callers: askers })

/** A call that a service makes by itself. */
export const own = { metadata: { actor: 'system:loom', causationId: 'c' } }

/** Serves the oracle on a port of its own, or the one that is named, until the test is over. */
export async function serve(
  t: TestContext,
  handlers: OracleHandlers,
  need: Partial<ServerNeed> = {},
  port = 0,
): Promise<RunningServer> {
  const server = new GrpcServer({ isHealthy: () => true, trust, ...need })
  server.add(oracle, handlers)
  const running = await server.listen(`127.0.0.1:${port}`)
  t.after(() => running.close(0))
  return running
}

/** Reaches the oracle there. */
export function reach(
  t: TestContext,
  places: string,
  as: Identity = identity('loom'),
  proof?: Proof,
): Client<typeof oracle> {
  const { client, close } = grpcClient(oracle, places, as, proof)
  t.after(close)
  return client
}

/** The address of several that serve the same. */
export const replicas = (...running: readonly Pick<RunningServer, 'port'>[]): string =>
  addressOf(running.map(({ port }) => `127.0.0.1:${port}`).join(','))
