import { Metrics, noTracing } from '@careloom/telemetry'
import { RunningHost, type HostTold } from '../running-host.ts'
import { EmbeddedEngines, type EmbeddedPlaces } from './embedded-engines.ts'

export type EmbeddedOptions = EmbeddedPlaces & Partial<HostTold>

/** All services in one process on SQLite files under one folder. */
export class EmbeddedHost extends RunningHost<EmbeddedEngines> {
  constructor(options: EmbeddedOptions) {
    const told = toldBy(options)
    super(new EmbeddedEngines(options, told), told)
  }

  logFile(service: string): string {
    return this.engines.logFile(service)
  }
}

function toldBy(options: EmbeddedOptions): HostTold {
  const { env, timeZone, nowMs = Date.now, tracing, metrics, onError } = options
  return {
    env: env ?? {},
    timeZone: timeZone ?? 'America/Los_Angeles',
    // Whole: a part of a millisecond would make an id that is none.
    nowMs: () => Math.floor(nowMs()),
    tracing: tracing ?? noTracing,
    metrics: metrics ?? new Metrics(),
    onError: onError ?? (() => undefined),
  }
}
