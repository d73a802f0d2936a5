import {
  InProcessCalls,
  type Calls,
  type HostTold,
  type RefusedCalls,
} from '@careloom/hosting/running'
import { ownerOf } from '@careloom/proto/owners'
import type { CallerRefusal, Callers, Client, Handlers, ServiceDefinition } from '@careloom/rpc'
import { callerKeysIn, grpcClient, type GrpcServer } from '@careloom/rpc/grpc'
import type { Ways } from './ways.ts'

export type GrpcCallsNeed = {
  /** The process, by the name of the service that it is there for. */
  readonly name: string
  readonly server: GrpcServer
  /** Where a service of another process is reached. */
  readonly ways: Pick<Ways, 'to'>
  /** The folder of the keys of callers. */
  readonly keysIn: string
  readonly callers: Callers
  readonly told: Pick<HostTold, 'nowMs' | 'tracing' | 'metrics' | 'onError'>
}

type Open = { readonly client: unknown; close(): void }

/** Calls to services of other processes over gRPC, and to those of this one within it. */
export class GrpcCalls implements Calls {
  private readonly need: GrpcCallsNeed
  private readonly here: InProcessCalls
  private readonly open = new Map<string, Open>()

  constructor(need: GrpcCallsNeed) {
    this.need = need
    this.here = new InProcessCalls({ callers: need.callers, ...need.told })
  }

  serve<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): void {
    this.need.server.add(definition, this.here.serve(definition, handlers))
  }

  client: Calls['client'] = (definition) => this.as(this.need.name)(definition)

  as(name: string): Calls['client'] {
    return (definition) => {
      const owner = ownerOf(definition)
      return owner === this.need.name
        ? this.here.as(name)(definition)
        : this.at(owner, name, definition)
    }
  }

  /** A service at one process, for a caller of this one: what several processes serve is asked of the one that is meant. */
  at<D extends ServiceDefinition>(owner: string, name: string, definition: D): Client<D> {
    const key = `${name} ${owner} ${definition.fullName}`
    let open = this.open.get(key)
    if (open === undefined) {
      const { ways, keysIn, callers } = this.need
      const identity = { name, key: callerKeysIn(keysIn, name).own(), callers }
      const { address, proof } = ways.to(owner)
      open = grpcClient(definition, address, identity, proof)
      this.open.set(key, open)
    }
    return open.client as Client<D>
  }

  refusals(): readonly RefusedCalls[] {
    return this.here.refusals()
  }

  noteRefused(refusal: CallerRefusal): void {
    this.here.noteRefused(refusal)
  }

  close(): void {
    for (const { close } of this.open.values()) close()
  }
}
