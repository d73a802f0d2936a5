import type { Metrics } from '@careloom/telemetry'
import type { Calls } from '../calls/calls.ts'
import type { RunningBus } from '../engines.ts'
import type { HostStatus } from '../host.ts'

type Watched = {
  readonly bus: Pick<RunningBus, 'quarantined' | 'refusals' | 'relays'>
  readonly refusals: Calls['refusals']
  status(): HostStatus
  doorAges(): readonly number[]
}

/** What is read of a host whenever somebody scrapes. */
export function watchHost(metrics: Metrics, host: Watched): void {
  metrics.watch('careloom_calls_refused_total', () =>
    host.refusals().map(({ caller, method, reason, count }) => ({
      labels: { caller, method, reason },
      value: count,
    })),
  )
  metrics.watch('careloom_messages_refused_total', () =>
    host.bus
      .refusals()
      .map(({ topic, code, count }) => ({ labels: { topic, code }, value: count })),
  )
  metrics.watch('careloom_read_only', () => [{ labels: {}, value: Number(host.status().readOnly) }])
  metrics.watch('careloom_door_age_seconds', () => {
    const ages = host.doorAges()
    return ages.length === 0 ? [] : [{ labels: {}, value: Math.max(...ages) / 1_000 }]
  })
  metrics.watch('careloom_quarantined', () => quarantinedBy(host))
  watchProjections(metrics, host)
  watchReactions(metrics, host)
  metrics.watch('careloom_relay_behind', () =>
    host.bus
      .relays()
      .flatMap(({ topic, behind }) =>
        behind === undefined ? [] : [{ labels: { topic }, value: behind }],
      ),
  )
}

export function watchReadiness(metrics: Metrics, isReady: () => boolean): void {
  metrics.watch('careloom_ready', () => [{ labels: {}, value: Number(isReady()) }])
}

function watchProjections(metrics: Metrics, host: Watched): void {
  const projections = () =>
    host.status().projections.map(({ service, name, behind, failure }) => ({
      labels: { projection: `${service}/${name}` },
      behind,
      isStanding: failure !== undefined,
    }))
  metrics.watch('careloom_projection_behind', () =>
    projections().map(({ labels, behind }) => ({ labels, value: behind })),
  )
  metrics.watch('careloom_projection_standing', () =>
    projections().map(({ labels, isStanding }) => ({ labels, value: Number(isStanding) })),
  )
}

/** Those that run at another replica are said there. */
function watchReactions(metrics: Metrics, host: Watched): void {
  const reactions = () =>
    host
      .status()
      .reactions.flatMap(({ name, behind, waiting, failure }) =>
        behind === undefined
          ? []
          : [{ labels: { reaction: name }, behind, waiting, isStanding: failure !== undefined }],
      )
  metrics.watch('careloom_reaction_behind', () =>
    reactions().map(({ labels, behind }) => ({ labels, value: behind })),
  )
  metrics.watch('careloom_reaction_waiting', () =>
    reactions().map(({ labels, waiting }) => ({ labels, value: waiting })),
  )
  metrics.watch('careloom_reaction_standing', () =>
    reactions().map(({ labels, isStanding }) => ({ labels, value: Number(isStanding) })),
  )
}

/** Of the whole house, where all of it sets aside in one place. */
async function quarantinedBy({ bus }: Watched) {
  const counts = new Map<string, number>()
  for (const { reaction } of await bus.quarantined())
    counts.set(reaction, (counts.get(reaction) ?? 0) + 1)
  return [...counts].map(([reaction, value]) => ({ labels: { reaction }, value }))
}
