import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { hostPortText, type Env } from '@careloom/config'
import type { Door } from '@careloom/event-sourcing'
import { readinessOf, type Host } from '@careloom/hosting'
import {
  operationsOf,
  watchReadiness,
  type Operations,
  type RunningHost,
} from '@careloom/hosting/running'
import { processes } from '@careloom/proto/owners'
import type { RunningServer } from '@careloom/rpc/grpc'
import {
  describeError,
  processMetrics,
  tracingFrom,
  type Logger,
  type Tracing,
} from '@careloom/telemetry'
import { settings } from './config.ts'
import { openingMs } from './ending.ts'
import type { LogHoldings } from './log-holdings.ts'
import { openHost } from './open-host.ts'
import { openOperationsPort, type OperationsPort } from './operations-port.ts'
import { ownPlace } from './own-place.ts'
import { waysIn } from './ways.ts'

/** What a service is given when its process starts. */
export type Parts = {
  /** The host for one of the services of the process. */
  readonly as: (name: string) => Host
  readonly env: Env
  readonly operations: Operations
  readonly tracing: Tracing
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
  /** Aborted when it is told to end. */
  readonly ending: AbortSignal
}

/** As far as it has come. */
type Open = {
  host?: RunningHost
  port?: OperationsPort
  started?: Started
  listening?: RunningServer
  logs?: LogHoldings
  traces?: { close(): Promise<void> }
}

/** How often it is looked whether what is followed is known by now; milliseconds. */
const lookMs = 50

/**
 * Starts the process of one service. It answers on its operations port at once, is called when its services are there, and is ready
 * when it knows all that was there at its start. Told to end before that, it closes what is open and answers undefined.
 * @throws WrongSettings; CareloomError or TypeError when something of the house is missing or away: nothing stays open then
 */
export async function startProcess(need: ProcessNeed): Promise<RunningProcess | undefined> {
  const open: Open = {}
  const opening = opened(need, open)
  try {
    const running = await Promise.race([opening, aborted(need.ending)])
    if (running !== undefined) return running
    await Promise.race([opening, pause(openingMs)])
  } catch (error) {
    await closed(open)
    if (!need.ending.aborted) throw error
    return undefined
  }
  await closed(open)
  return undefined
}

/** @param open holds from the first moment what has to be closed again */
async function opened(need: ProcessNeed, open: Open): Promise<RunningProcess | undefined> {
  const { name, env, start, log, ending } = need
  const config = settings.read(env)
  const onError = (where: string, error: unknown) =>
    log('error', 'Something failed inside', { service: name, where, code: describeError(error) })
  const ways = waysIn(config, (error) => onError('certificates', error))
  const traces = (open.traces = await tracingFrom(env, `careloom-${name}`))
  const { tracing } = traces
  const metrics = processMetrics()
  const { timeZone } = config
  const told = { env, timeZone, nowMs: Date.now, tracing, metrics, onError }
  let state: 'starting' | 'serving' | 'ending' = 'starting'
  const readiness = () =>
    state === 'serving'
      ? readinessOf(operations.status(), open.started?.door?.shut)
      : { isReady: false, said: { status: state } }

  const { host, server, logs } = await openHost(name, config, told, ways, () => readiness().isReady)
  open.host = host
  open.logs = logs
  const operations = operationsOf(host, {
    process: name,
    house: processes,
    isStarted: () => state !== 'starting',
  })
  watchReadiness(metrics, () => readiness().isReady)
  open.port = await openOperationsPort(config.operationsPort, config.host, metrics, readiness)
  if (ending.aborted) return undefined
  const as = (service: string) => host.as(service)
  open.started = (await start({ as, env, operations, tracing, onError })) ?? {}
  if (ending.aborted) return undefined
  const address = hostPortText({ host: config.host, port: config.grpcPort })
  open.listening = await server.listen(address, ways.server)
  logs.begin(ownPlace(config, open.listening.port))
  while (!host.bus.isOpen) await pause(lookMs, undefined, { signal: ending })
  await Promise.race([host.whole(), aborted(ending)])
  if (ending.aborted) return undefined
  open.started.open?.()
  state = 'serving'

  async function end(): Promise<void> {
    state = 'ending'
    // Others write from now on.
    void logs.close()
    await pause(1_000 * config.drainSeconds)
    await closed(open)
  }
  let closing: Promise<void> | undefined
  return {
    grpcPort: open.listening.port,
    operationsPort: open.port.port,
    close: () => (closing ??= end()),
  }
}

/** Nothing is taken any more, then nothing is under way. */
async function closed({ started, listening, logs, host, port, traces }: Open): Promise<void> {
  await started?.close?.()
  await listening?.close()
  await logs?.close()
  await host?.close()
  await port?.close()
  await traces?.close()
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, 'abort')
  return undefined
}
