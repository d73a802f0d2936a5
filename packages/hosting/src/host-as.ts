import { asCaller, type AsCaller } from '@careloom/rpc'
import type { Host } from './host.ts'

/**
 * The host as one of the services that it runs has it: its calls are that service's, and checked as such.
 * @param reaching a service for whoever may ask it
 */
export function hostAs(host: Host, as: AsCaller, reaching: Host['client']): Host {
  return {
    clock: host.clock,
    days: host.days,
    newId: host.newId,
    env: host.env,
    bus: host.bus,
    keyring: host.keyring,
    openLog: (service, schema, options) => host.openLog(service, schema, options),
    project: (service, projection, sources) => host.project(service, projection, sources),
    publish: (log, published) => host.publish(log, published),
    react: (log, reaction) => host.react(log, reaction),
    process: (log, manager, sources, targets) => host.process(log, manager, sources, targets),
    schedule: (timers, fire) => host.schedule(timers, fire),
    every: (what, ms, work) => host.every(`${as.name}.${what}`, ms, work),
    shared: (what, ttlMs) => host.shared(`${as.name}.${what}`, ttlMs),
    door: (sees) => host.door(sees),
    barrier: (place, withinMs) => host.barrier(place, withinMs),
    serve: (definition, handlers) => host.serve(definition, handlers),
    client: (definition) => asCaller(reaching(definition), definition, as),
    hashed: host.hashed,
  }
}
