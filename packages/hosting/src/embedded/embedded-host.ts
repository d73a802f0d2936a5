import { noTracing } from '@careloom/telemetry'
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

function toldBy({ env, timeZone, nowMs = Date.now, tracing, onError }: EmbeddedOptions): HostTold {
  return {
    env: env ?? {},
    timeZone: timeZone ?? 'America/Los_Angeles',
    // Whole: a part of a millisecond would make an id that is none.
    nowMs: () => Math.floor(nowMs()),
    tracing: tracing ?? noTracing,
    onError: onError ?? (() => undefined),
  }
}
