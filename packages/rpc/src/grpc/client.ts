import { AsyncResource } from 'node:async_hooks'
import { alsoSeenAll, callerGone, patienceLeft } from '@careloom/event-sourcing'
import {
  ChannelCredentials,
  makeGenericClientConstructor,
  type Metadata as GrpcMetadata,
  type requestCallback,
  type ClientUnaryCall,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js'
import { defaultTimeoutMs, type Call, type Client, type ServiceDefinition } from '../definition.ts'
import { late } from '../within.ts'
import { credentialed, type Identity } from './credential.ts'
import { fromStatus, messageLimits, pathOf, seenIn, toGrpc, Unanswered } from './wire.ts'

/**
 * Who was away is met two seconds after they are back, not twenty; who does not answer at all is noticed. Tries are ours, where a
 * call may be said twice.
 */
export const channel = {
  ...messageLimits,
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 3_000,
  // Also where nobody asks: the next one who does is not the one who finds out.
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.enable_retries': 0,
  // Of several replicas, each in turn.
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
}

/** How a service proves who it is: its certificate must be for this name, wherever it is reached. */
export type Proof = { readonly credentials: ChannelCredentials; readonly name: string }

type Method = (request: unknown, call: Call) => Promise<unknown>

/** A client of the same service in another process, which is told who calls. Without a proof it speaks in the clear. */
export function grpcClient<D extends ServiceDefinition>(
  definition: D,
  address: string,
  identity: Identity,
  proof?: Proof,
): { readonly client: Client<D>; close(): void } {
  const Stub = makeGenericClientConstructor(toGrpc(definition), definition.name)
  const { credentials = ChannelCredentials.createInsecure(), name: proven } = proof ?? {}
  const named = proven === undefined ? {} : { 'grpc.ssl_target_name_override': proven }
  const stub = new Stub(address, credentials, { ...channel, ...named })
  const client: Record<string, Method> = {}
  for (const [key, { name, requestType }] of Object.entries(definition.methods)) {
    const path = pathOf(definition, name)
    client[key] = (request, call) => {
      const body = Buffer.from(requestType.encode(request).finish())
      const until = performance.now() + Math.min(call.timeoutMs ?? defaultTimeoutMs, patienceLeft())
      return twice(() =>
        asked(stub[key]?.bind(stub) as Ask, body, until, () =>
          credentialed(identity, path, call, body),
        ),
      )
    }
  }
  return { client: client as Client<D>, close: () => stub.close() }
}

/** Each call carries a causation id, so that another replica may be asked where this one did not answer; once. */
async function twice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Unanswered) return ask()
    throw error
  }
}

type Ask = (
  body: Buffer,
  headers: GrpcMetadata,
  options: { readonly deadline: number },
  done: requestCallback<unknown>,
) => ClientUnaryCall

function asked(
  ask: Ask,
  body: Buffer,
  until: number,
  headers: () => GrpcMetadata,
): Promise<unknown> {
  const gone = callerGone()
  const waitMs = gone?.aborted === true ? 0 : until - performance.now()
  if (waitMs <= 0) return Promise.reject(late())
  return new Promise((resolve, reject) => {
    const learn = AsyncResource.bind(alsoSeenAll)
    const done = (error: ServiceError | null, response: unknown) => {
      gone?.removeEventListener('abort', cancel)
      if (error === null) resolve(response)
      // Whoever has stopped waiting while this was asked is told that, not that somebody is away.
      else reject(gone?.aborted === true ? late() : fromStatus(error))
    }
    const made = ask(body, headers(), { deadline: Date.now() + waitMs }, done)
    made.on('status', ({ metadata }: StatusObject) => learn(seenIn(metadata)))
    const cancel = () => made.cancel()
    gone?.addEventListener('abort', cancel)
  })
}
