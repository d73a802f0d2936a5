import { CareloomError } from '@careloom/event-sourcing'
import {
  asCaller,
  inProcessClient,
  RpcFailure,
  withWord,
  type Call,
  type CallerRefusal,
  type Callers,
  type Client,
  type Handlers,
  type ServiceDefinition,
} from '@careloom/rpc'
import { noTracing, type Metrics, type Tracing } from '@careloom/telemetry'
import { measuredHandlers } from '../measured.ts'
import { tracedHandlers } from '../traced.ts'
import type { Calls, RefusedCalls } from './calls.ts'

export type CallsNeed = {
  readonly callers: Callers
  readonly nowMs: () => number
  readonly tracing: Tracing
  readonly metrics: Metrics
  readonly onError: (where: string, error: unknown) => void
}

/** Whoever has the host itself, as a caller. */
const itself = 'process'

type Methods = Record<string, (request: unknown, call: Call) => Promise<unknown>>

/** Calls between services of one process, with the checks of those between two. */
export class InProcessCalls implements Calls {
  private readonly need: CallsNeed
  private readonly callers: Callers
  private readonly services = new Map<string, Methods>()
  private readonly refused = new Map<string, RefusedCalls>()

  constructor(need: CallsNeed) {
    this.need = need
    this.callers = { ...need.callers, [itself]: { calls: [], isProcess: true } }
  }

  /** Answers the handlers as they are followed in traces and measured. */
  serve<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): Handlers<D> {
    const { tracing, metrics, onError } = this.need
    const traced = tracing === noTracing ? handlers : tracedHandlers(definition, handlers, tracing)
    const measured = measuredHandlers(definition, traced, metrics)
    const methods = inProcessClient(definition, measured, onError)
    this.services.set(definition.fullName, methods as unknown as Methods)
    return measured
  }

  /** The process asks for whomever it likes, and what it asks is asked on. */
  client<D extends ServiceDefinition>(definition: D): Client<D> {
    return this.reaching(definition, (call) => ({
      ...call,
      metadata: withWord(this.callers, itself, call.metadata, this.need.nowMs()),
    }))
  }

  as(name: string): Calls['client'] {
    const onRefused = (refusal: CallerRefusal) => this.noteRefused(refusal)
    const caller = { name, callers: this.callers, nowMs: this.need.nowMs, onRefused }
    return (definition) =>
      asCaller(
        this.reaching(definition, (call) => call),
        definition,
        caller,
      )
  }

  refusals(): readonly RefusedCalls[] {
    return [...this.refused.values()]
  }

  /** Looked up at each call: services start in any order. */
  private reaching<D extends ServiceDefinition>(
    definition: D,
    saying: (call: Call) => Call,
  ): Client<D> {
    const methods = Object.keys(definition.methods).map((name) => [
      name,
      (request: unknown, call: Call) =>
        this.serviceNamed(definition)[name]?.(request, saying(call)),
    ])
    return Object.fromEntries(methods) as Client<D>
  }

  private serviceNamed(definition: ServiceDefinition): Methods {
    const service = this.services.get(definition.fullName)
    if (service === undefined) throw new RpcFailure('CL_NOT_SERVED_YET', { retryable: true })
    return service
  }

  /** Counts a call that was refused because of who made it. */
  noteRefused(refusal: CallerRefusal): void {
    const { caller, method, reason } = refusal
    const key = `${caller} ${method} ${reason}`
    const count = (this.refused.get(key)?.count ?? 0) + 1
    this.refused.set(key, { ...refusal, count })
    const what = `${caller} may not ask ${method}: ${reason}`
    this.need.onError(what, new CareloomError('CL_CALLER_REFUSED', what))
  }
}
