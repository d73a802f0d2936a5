import type { CallerRefusal, Client, Handlers, ServiceDefinition } from '@careloom/rpc'

/** Calls that were refused because of who made them, and how often. */
export type RefusedCalls = CallerRefusal & { readonly count: number }

/** How services are offered and reached, wherever they run. */
export type Calls = {
  serve<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): void
  /** For the process itself: it asks for whomever it likes. */
  client<D extends ServiceDefinition>(definition: D): Client<D>
  /** For one of its services, which asks whom, and for whom, it is declared to (ADR 66). */
  as(name: string): Calls['client']
  refusals(): readonly RefusedCalls[]
}
