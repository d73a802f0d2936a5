import type { GaugeSource } from '@careloom/telemetry'
import type { RunningHost } from '../running-host.ts'
import type { Operations } from './operations.ts'

/** Calls that were refused because of who made them. */
export const refusedBy = (host: RunningHost): GaugeSource => ({
  name: 'careloom_calls_refused',
  help: 'Calls refused because of who made them, since the start',
  labels: ['caller', 'method', 'reason'],
  read: () => host.refusals().map(({ count, ...labels }) => ({ labels, value: count })),
})

/** Whoever can write to the broker may have written them. */
export const messagesRefusedBy = (host: RunningHost): GaugeSource => ({
  name: 'careloom_messages_refused',
  help: 'Messages from the broker that were not believed or could not be read, since the start',
  labels: ['topic', 'code'],
  read: () => host.bus.refusals().map(({ count, ...labels }) => ({ labels, value: count })),
})

/** How far behind every read model is. */
export function behindOf({ status }: Operations): GaugeSource {
  return {
    name: 'careloom_projection_behind',
    help: 'Events not yet projected',
    labels: ['projection'],
    read: () =>
      status().services.map(({ name, behind }) => ({
        labels: { projection: name },
        value: behind,
      })),
  }
}
