import type { GivenUp, Quarantined } from '@careloom/event-sourcing'
import type { RunningHost } from './running-host.ts'
import type { GaugeSource } from '@careloom/telemetry'

export type Operations = ReturnType<typeof operationsOf>

/** What the console is told of the process, and may ask it. */
export function operationsOf(host: RunningHost, startedAt: string) {
  const status = () => {
    const { readOnly, projections, reactions } = host.status()
    const services = projections.map(({ service, name, failure, behind, isWhole }) => ({
      name: `${service}/${name}`,
      behind,
      isWhole,
      failed: failure !== undefined,
      reason: failure?.error,
    }))
    return {
      readOnly,
      startedAt,
      services,
      reactions: reactions.map(({ name, waiting, waitingSince, waitingFor, failure }) => ({
        name,
        waiting,
        waitingSince,
        failed: failure !== undefined,
        reason: failure?.error ?? waitingFor,
      })),
    }
  }
  const reporting = host.reporting(status)
  return {
    status,
    everywhere: () => reporting.everywhere(),
    async quarantined() {
      const aside = await host.bus.quarantined()
      return aside.map((entry) => ({ ...entry, isHandled: host.handles(entry) }))
    },
    givenUp: () => host.givenUp(),
    giveUp: (entry: Quarantined, why: GivenUp) => host.giveUp(entry, why),
    replay: (reaction: string, key: string) => host.replay(reaction, key),
  }
}

/** Calls that were refused because of who made them. */
export const refusedBy = (host: RunningHost): GaugeSource => ({
  name: 'careloom_calls_refused',
  help: 'Calls refused because of who made them, since the start',
  labels: ['caller', 'method', 'reason'],
  read: () => host.refusals().map(({ count, ...labels }) => ({ labels, value: count })),
})

/** How far behind every read model is. */
export function behindOf({ status }: Operations): GaugeSource {
  return {
    name: 'careloom_projection_behind',
    help: 'Events not yet projected',
    read: () =>
      status().services.map(({ name, behind }) => ({
        labels: { projection: name },
        value: behind,
      })),
  }
}
