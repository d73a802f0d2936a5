import { AsyncResource } from 'node:async_hooks'
import { alsoSeenAll, callerGone, patienceLeft } from '@careloom/event-sourcing'
import {
  ChannelCredentials,
  makeGenericClientConstructor,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js'
import { defaultTimeoutMs, type Call, type Client, type ServiceDefinition } from '../definition.ts'
import { deadlineExceeded, RpcFailure } from '../errors.ts'
import { credentialed, type Identity } from './credential.ts'
import { fromStatus, pathOf, seenIn, toGrpc } from './wire.ts'

/**
 * Who was away is met two seconds after they are back, not twenty; who does not answer at all is noticed. Tries are ours, where a
 * call may be said twice.
 */
const channel = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 3_000,
  'grpc.enable_retries': 0,
  // Of several replicas, each in turn.
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
}

/** Where a service is reached, as gRPC wants it: `host:port` is looked up, and several with commas between them are taken in turn. */
export const addressOf = (places: string): string =>
  places.includes(',') ? `ipv4:${places}` : `dns:${places}`

type Method = (request: unknown, call: Call) => Promise<unknown>

/** A client of the same service in another process, which is told who calls. */
export function grpcClient<D extends ServiceDefinition>(
  definition: D,
  address: string,
  identity: Identity,
  credentials: ChannelCredentials = ChannelCredentials.createInsecure(),
): { readonly client: Client<D>; close(): void } {
  const Stub = makeGenericClientConstructor(toGrpc(definition), definition.name)
  const stub = new Stub(address, credentials, channel)
  const client: Record<string, Method> = {}
  for (const [key, { name, requestType }] of Object.entries(definition.methods)) {
    const path = pathOf(definition, name)
    client[key] = (request, call) =>
      new Promise((resolve, reject) => {
        const waitMs = Math.min(call.timeoutMs ?? defaultTimeoutMs, patienceLeft())
        const late = () => reject(new RpcFailure(deadlineExceeded, { retryable: true }))
        if (waitMs <= 0) return late()
        const deadline = Date.now() + waitMs
        const body = Buffer.from(requestType.encode(request).finish())
        const headers = credentialed(identity, path, call, body)
        const gone = callerGone()
        const learn = AsyncResource.bind(alsoSeenAll)
        const done = (error: ServiceError | null, response: unknown) => {
          gone?.removeEventListener('abort', cancel)
          if (error === null) resolve(response)
          // Whoever has stopped waiting while this was asked is told that, not that somebody is away.
          else if (gone?.aborted === true) late()
          else reject(fromStatus(error))
        }
        const made = stub[key]?.(body, headers, { deadline }, done)
        made?.on('status', ({ metadata }: StatusObject) => learn(seenIn(metadata)))
        const cancel = () => made?.cancel()
        gone?.addEventListener('abort', cancel)
      })
  }
  return { client: client as Client<D>, close: () => stub.close() }
}
