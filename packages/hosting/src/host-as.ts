import type { Host } from './host.ts'

/**
 * The host as one of the services that it runs has it: its calls are that service's, and what it shares or does again and again
 * is its own.
 * @param client a service for whoever may ask it
 */
export function hostAs(host: Host, name: string, client: Host['client']): Host {
  return {
    clock: host.clock,
    days: host.days,
    newId: host.newId,
    env: host.env,
    bus: host.bus,
    keyring: host.keyring,
    metrics: host.metrics,
    openLog: (service, schema, options) => host.openLog(service, schema, options),
    project: (service, projection, sources) => host.project(service, projection, sources),
    publish: (log, published) => host.publish(log, published),
    react: (log, reaction) => host.react(log, reaction),
    process: (log, manager, sources, targets) => host.process(log, manager, sources, targets),
    schedule: (timers, fire) => host.schedule(timers, fire),
    every: (what, ms, work) => host.every(`${name}.${what}`, ms, work),
    shared: (what, ttlMs) => host.shared(`${name}.${what}`, ttlMs),
    door: (sees) => host.door(sees),
    barrier: (place, withinMs) => host.barrier(place, withinMs),
    serve: (definition, handlers) => host.serve(definition, handlers),
    client,
    hashed: host.hashed,
  }
}
