import {
  Metadata as GrpcMetadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js'
import { havingSeen, withPatience, type Patience } from '@careloom/event-sourcing'
import {
  HealthCheckResponse_ServingStatus as Serving,
  HealthDefinition,
  type HealthCheckResponse,
} from '@careloom/proto/health'
import type { Call, Handlers, MethodDefinition, ServiceDefinition } from '../definition.ts'
import { RpcFailure, seenByCaller } from '../errors.ts'
import { admitted, type Trust } from './credential.ts'
import { pathOf, seenIn, setSeen, toGrpc, toStatus } from './wire.ts'

/** True while the process can do its work: its logs take writes and its read models follow. */
export type HealthCheck = () => boolean

type Method = (request: unknown, call: Call) => Promise<unknown>

export type RunningServer = { readonly port: number; close(): Promise<void> }

/**
 * Collects services and serves them on one port to those whom it trusts, with the standard health check, which is anybody's,
 * beside them.
 */
export class GrpcServer {
  private readonly server = new Server()
  private readonly trust: Trust
  private readonly onError: (method: string, error: unknown) => void

  constructor(
    healthy: HealthCheck,
    trust: Trust,
    onError: (method: string, error: unknown) => void = () => undefined,
  ) {
    this.trust = trust
    this.onError = onError
    this.server.addService(toGrpc(HealthDefinition), {
      check: (_call: unknown, answer: sendUnaryData<HealthCheckResponse>) =>
        answer(null, { status: healthy() ? Serving.SERVING : Serving.NOT_SERVING }),
    })
  }

  add<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): void {
    const methods: Record<
      string,
      (call: ServerUnaryCall<Buffer, unknown>, answer: sendUnaryData<unknown>) => void
    > = {}
    for (const [name, method] of Object.entries(definition.methods)) {
      const handler = handlers[name as keyof D['methods']] as Method
      methods[name] = (call, answer) => void this.serve(definition, method, handler, call, answer)
    }
    this.server.addService(toGrpc(definition), methods)
  }

  private async serve(
    definition: ServiceDefinition,
    { name, requestType }: MethodDefinition,
    handler: Method,
    asked: ServerUnaryCall<Buffer, unknown>,
    answer: sendUnaryData<unknown>,
  ): Promise<void> {
    const method = `${definition.fullName}/${name}`
    const { request, metadata } = asked
    try {
      const path = pathOf(definition, name)
      const call = admitted(this.trust, definition.fullName, path, metadata, request)
      const work = () => handler(requestType.decode(request), call)
      await havingSeen(seenIn(metadata), () =>
        withPatience(patienceOf(asked), () => this.answered(method, work, answer)),
      )
    } catch (error) {
      this.refuse(method, error, answer)
    }
  }

  /** Its caller has seen what it recorded, also where it failed afterwards. */
  private async answered(
    method: string,
    work: () => Promise<unknown>,
    answer: sendUnaryData<unknown>,
  ): Promise<void> {
    try {
      answer(null, await work(), setSeen(new GrpcMetadata()))
    } catch (error) {
      this.refuse(method, error, answer)
    }
  }

  private refuse(method: string, error: unknown, answer: sendUnaryData<unknown>): void {
    const seen = seenByCaller(error)
    if (seen instanceof RpcFailure) this.onError(method, error)
    answer(toStatus(seen))
  }

  /** @param address `127.0.0.1:0` chooses a free port. */
  listen(
    address: string,
    credentials: ServerCredentials = ServerCredentials.createInsecure(),
  ): Promise<RunningServer> {
    return new Promise((resolve, reject) => {
      this.server.bindAsync(address, credentials, (error, port) => {
        if (error !== null) return reject(error)
        resolve({
          port,
          close: () => new Promise<void>((done) => this.server.tryShutdown(() => done())),
        })
      })
    })
  }
}

/** How long its caller waits, as the call says, and whether they have gone. */
function patienceOf(asked: ServerUnaryCall<Buffer, unknown>): Patience {
  const gone = new AbortController()
  asked.on('cancelled', () => gone.abort())
  const leftMs = Number(asked.getDeadline()) - Date.now()
  return { until: performance.now() + leftMs, gone: gone.signal }
}
