import {
  status,
  type sendUnaryData,
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js'
import {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus as Serving,
  HealthDefinition,
} from '@careloom/proto/health'

/** True while the process can do its work: its logs take writes and its read models follow. */
export type HealthCheck = () => boolean

type Watcher = ServerWritableStream<HealthCheckRequest, HealthCheckResponse>

export const healthName = HealthDefinition.fullName

const method = ({ name, responseStream }: { name: string; responseStream: boolean }) => ({
  path: `/${healthName}/${name}`,
  requestStream: false,
  responseStream,
  requestSerialize: (asked: HealthCheckRequest) =>
    Buffer.from(HealthCheckRequest.encode(asked).finish()),
  requestDeserialize: (bytes: Buffer) => HealthCheckRequest.decode(bytes),
  responseSerialize: (said: HealthCheckResponse) =>
    Buffer.from(HealthCheckResponse.encode(said).finish()),
  responseDeserialize: (bytes: Buffer) => HealthCheckResponse.decode(bytes),
})

/** The standard health check, as grpc-js wants it. */
export const healthService = {
  check: method(HealthDefinition.methods.check),
  watch: method(HealthDefinition.methods.watch),
}

/** Says of the process (`''`) and of each service whether it can work; whoever watches is told of a change within a second. */
export class Health {
  private readonly isHealthy: HealthCheck
  private readonly isServed: (service: string) => boolean
  private readonly told = new Map<Watcher, Serving>()
  private timer: NodeJS.Timeout | undefined
  private isEnding = false

  constructor(isHealthy: HealthCheck, isServed: (service: string) => boolean) {
    this.isHealthy = isHealthy
    this.isServed = isServed
  }

  addTo(server: Server): void {
    server.addService(healthService, {
      check: (
        { request }: ServerUnaryCall<HealthCheckRequest, HealthCheckResponse>,
        answer: sendUnaryData<HealthCheckResponse>,
      ) => {
        const said = this.of(request.service)
        if (said === Serving.SERVICE_UNKNOWN) answer({ code: status.NOT_FOUND })
        else answer(null, { status: said })
      },
      watch: (watcher: Watcher) => this.watch(watcher),
    })
  }

  /** Tells whoever watches that this is the end. */
  end(): void {
    this.isEnding = true
    this.tell()
    for (const watcher of this.told.keys()) watcher.end()
  }

  private of(service: string): Serving {
    if (service !== '' && !this.isServed(service)) return Serving.SERVICE_UNKNOWN
    return this.isHealthy() && !this.isEnding ? Serving.SERVING : Serving.NOT_SERVING
  }

  private watch(watcher: Watcher): void {
    watcher.on('cancelled', () => {
      this.told.delete(watcher)
      if (this.told.size > 0) return
      clearInterval(this.timer)
      this.timer = undefined
    })
    this.told.set(watcher, Serving.UNKNOWN)
    this.tell()
    this.timer ??= setInterval(() => this.tell(), 1_000).unref()
  }

  private tell(): void {
    for (const [watcher, last] of this.told) {
      const now = this.of(watcher.request.service)
      if (now === last) continue
      this.told.set(watcher, now)
      watcher.write({ status: now })
    }
  }
}
