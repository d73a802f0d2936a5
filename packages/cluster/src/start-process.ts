import { setTimeout as pause } from 'node:timers/promises'
import type { Env } from '@careloom/config'
import type { Door } from '@careloom/event-sourcing'
import { readinessOf, type Host } from '@careloom/hosting'
import {
  behindOf,
  messagesRefusedBy,
  operationsOf,
  refusedBy,
  type Operations,
} from '@careloom/hosting/running'
import { processes } from '@careloom/proto/owners'
import {
  describeError,
  metrics,
  tracingFrom,
  type Logger,
  type Metrics,
  type Tracing,
} from '@careloom/telemetry'
import { settings } from './config.ts'
import { openHost } from './open-host.ts'
import { openOperationsPort } from './operations-port.ts'
import { waysIn } from './ways.ts'

/** What a service is given when its process starts. */
export type Parts = {
  /** The host for one of the services of the process. */
  readonly as: (name: string) => Host
  readonly env: Env
  readonly operations: Operations
  readonly tracing: Tracing
  readonly metrics: Metrics
  readonly onError: (where: string, error: unknown) => void
}

/** What has been started. */
export type Started = {
  /** Through which people are served, if any are. */
  readonly door?: Pick<Door, 'shut'>
  /** Serves from now on; everything that decides is up to date. */
  open?(): void
  /** Takes nothing any more, and lets end what is under way. */
  close?(): Promise<void>
}

export type Start = (parts: Parts) => Promise<Started | void>

export type RunningProcess = {
  readonly grpcPort: number
  readonly operationsPort: number
  close(): Promise<void>
}

export type ProcessNeed = {
  readonly name: string
  readonly env: Env
  readonly start: Start
  readonly log: Logger
}

/** How often it is looked whether what is followed is known by now; milliseconds. */
const lookMs = 50

/**
 * Starts the process of one service. It answers on its operations port at once, is called when its services are there, and is ready
 * when it knows all that was there at its start.
 * @throws WrongSettings; CareloomError or TypeError when something of the house is missing or away
 */
export async function startProcess(need: ProcessNeed): Promise<RunningProcess> {
  const { name, env, start, log } = need
  const config = settings.read(env)
  const onError = (where: string, error: unknown) =>
    log('error', 'Something failed inside', { service: name, where, code: describeError(error) })
  const ways = waysIn(config, (error) => onError('certificates', error))
  const traces = await tracingFrom(env, `careloom-${name}`)
  const { tracing } = traces
  const told = { env, timeZone: config.timeZone, nowMs: Date.now, tracing, onError }
  let state: 'starting' | 'serving' | 'ending' = 'starting'
  let door: Started['door']
  const readiness = () =>
    state === 'serving'
      ? readinessOf(operations.status(), door?.shut)
      : { isReady: false, said: { status: state } }

  const { host, server } = await openHost(name, config, told, ways, () => readiness().isReady)
  const operations = operationsOf(host, {
    process: name,
    house: processes,
    isStarted: () => state !== 'starting',
  })
  const measured = metrics([behindOf(operations), refusedBy(host), messagesRefusedBy(host)])
  const port = await openOperationsPort(config.operationsPort, config.host, measured, readiness)
  const as = (service: string) => host.as(service)
  const started = (await start({ as, env, operations, tracing, metrics: measured, onError })) ?? {}
  door = started.door
  const address = `${config.host}:${config.grpcPort}`
  const listening = await server.listen(address, ways.server)
  while (!host.bus.isOpen) await pause(lookMs)
  await host.whole()
  started.open?.()
  state = 'serving'

  async function end(): Promise<void> {
    state = 'ending'
    await pause(1_000 * config.drainSeconds)
    await started.close?.()
    await listening.close()
    await host.close()
    await port.close()
    await traces.close()
  }
  let closing: Promise<void> | undefined
  return {
    grpcPort: listening.port,
    operationsPort: port.port,
    close: () => (closing ??= end()),
  }
}
