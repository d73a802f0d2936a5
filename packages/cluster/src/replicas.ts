import { createPublicKey } from 'node:crypto'
import type { HostTold } from '@careloom/hosting/running'
import type { CallerRefusal } from '@careloom/rpc'
import {
  callerKeysIn,
  Exchange,
  type ExchangeDefinition,
  type GrpcServer,
  type Identity,
  type Trust,
} from '@careloom/rpc/grpc'
import type { Ways } from './ways.ts'

export type ReplicasNeed = {
  /** The service whose processes they are. */
  readonly name: string
  readonly server: Pick<GrpcServer, 'addExchange'>
  readonly ways: Pick<Ways, 'to'>
  /** The folder of the keys of callers. */
  readonly keysIn: string
  readonly told: Pick<HostTold, 'nowMs'>
  readonly onRefused: (refusal: CallerRefusal) => void
}

/** The processes of one service among themselves: nobody else opens a stream to them. */
export class Replicas {
  private readonly need: ReplicasNeed
  private readonly identity: Omit<Identity, 'callers'>

  /** @throws TypeError when this process has no key of its own */
  constructor(need: ReplicasNeed) {
    this.need = need
    const { name, keysIn, told } = need
    this.identity = { name, key: callerKeysIn(keysIn, name).own(), nowMs: told.nowMs }
  }

  serve<Q, A>(definition: ExchangeDefinition<Q, A>, answer: (message: Q) => Promise<A>): void {
    const { server, onRefused } = this.need
    const { name, key, nowMs } = this.identity
    const own = createPublicKey(key)
    const trust: Trust = {
      callers: callersOf(name, definition),
      keyOf: (caller) => (caller === name ? own : undefined),
      onRefused,
      ...(nowMs && { nowMs }),
    }
    server.addExchange(definition, answer, trust)
  }

  /** A stream to the one that is reached there. */
  reach<Q, A>(definition: ExchangeDefinition<Q, A>, place: string): Exchange<Q, A> {
    const { name, ways } = this.need
    const { address, proof } = ways.to(name, place)
    const callers = callersOf(name, definition)
    return new Exchange(definition, address, { ...this.identity, callers }, { proof })
  }
}

const callersOf = (name: string, { fullName }: { readonly fullName: string }) => ({
  [name]: { calls: [fullName] },
})
