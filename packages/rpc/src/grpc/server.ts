import {
  Metadata as GrpcMetadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
} from '@grpc/grpc-js'
import { havingSeen } from '@careloom/event-sourcing'
import {
  defaultTimeoutMs,
  type Call,
  type Handlers,
  type MethodDefinition,
  type ServiceDefinition,
} from '../definition.ts'
import { RpcFailure, seenByCaller } from '../errors.ts'
import { within } from '../within.ts'
import { admitted, type Trust } from './credential.ts'
import { exchangeOf, type ExchangeDefinition } from './exchange.ts'
import { Exchanges } from './exchanges.ts'
import { Health, healthName, type HealthCheck } from './health.ts'
import { reflect } from './reflection.ts'
import { messageLimits, pathOf, seenIn, setSeen, toGrpc, toStatus } from './wire.ts'

type Method = (request: unknown, call: Call) => Promise<unknown>

export type ServerNeed = {
  readonly isHealthy: HealthCheck
  readonly trust: Trust
  readonly onError?: (method: string, error: unknown) => void
  /** Tells anybody who reaches its port which services there are, and what they take and answer. */
  readonly isReflected?: boolean
  /** How long a call may take whose caller does not say how long they wait; milliseconds. */
  readonly longestMs?: number
}

export type RunningServer = {
  readonly port: number
  /**
   * Takes no call any more; what is under way has so many milliseconds, and is cut off then. Who calls is told that nobody answered,
   * and asks another replica.
   */
  close(graceMs?: number): Promise<void>
}

/** How long calls that are under way may take when a server is closed: as long as a caller waits who does not say. */
export const graceMs = defaultTimeoutMs

/**
 * Collects services and serves them on one port to those whom it trusts, with the standard health check, which is anybody's,
 * beside them.
 */
export class GrpcServer {
  private readonly server = new Server(messageLimits)
  private readonly served = new Set<string>()
  private readonly exchanges = new Exchanges()
  private readonly health: Health
  private readonly trust: Trust
  private readonly onError: (method: string, error: unknown) => void
  private readonly isReflected: boolean
  private readonly longestMs: number

  constructor(need: ServerNeed) {
    this.trust = need.trust
    this.onError = need.onError ?? (() => undefined)
    this.isReflected = need.isReflected ?? false
    this.longestMs = need.longestMs ?? 60_000
    this.health = new Health(need.isHealthy, (service) => this.served.has(service))
    this.health.addTo(this.server)
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
    this.served.add(definition.fullName)
  }

  /** @param trust who may open a stream: nobody else is let in, whomever this server trusts otherwise */
  addExchange<Q, A>(
    definition: ExchangeDefinition<Q, A>,
    answer: (message: Q) => Promise<A>,
    trust: Trust,
  ): void {
    const exchange = exchangeOf(definition)
    this.server.addService(exchange.service, {
      [exchange.key]: (stream: ServerDuplexStream<Buffer, A>) =>
        void this.exchanges.serve(exchange, answer, trust, stream),
    })
    this.served.add(definition.fullName)
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
      const work = async () => handler(requestType.decode(request), call)
      const waited = () => within(this.waitOf(asked), work, goneFrom(asked))
      await havingSeen(seenIn(metadata), () => this.answered(method, waited, answer))
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

  /** How long its caller waits, as the call says. */
  private waitOf(asked: ServerUnaryCall<Buffer, unknown>): number {
    const leftMs = Number(asked.getDeadline()) - Date.now()
    return Number.isFinite(leftMs) ? leftMs : this.longestMs
  }

  /** @param address `127.0.0.1:0` chooses a free port. */
  listen(
    address: string,
    credentials: ServerCredentials = ServerCredentials.createInsecure(),
  ): Promise<RunningServer> {
    if (this.isReflected) reflect(this.server, [...this.served, healthName])
    return new Promise((resolve, reject) => {
      this.server.bindAsync(address, credentials, (error, port) => {
        if (error !== null) reject(error)
        else resolve({ port, close: (ms = graceMs) => this.close(ms) })
      })
    })
  }

  private close(ms: number): Promise<void> {
    this.health.end()
    this.exchanges.end()
    return new Promise((done) => {
      const cut = setTimeout(() => this.server.forceShutdown(), ms)
      this.server.tryShutdown(() => {
        clearTimeout(cut)
        done()
      })
    })
  }
}

/** Aborted when its caller has gone. */
function goneFrom(asked: ServerUnaryCall<Buffer, unknown>): AbortSignal {
  const gone = new AbortController()
  asked.on('cancelled', () => gone.abort())
  return gone.signal
}
