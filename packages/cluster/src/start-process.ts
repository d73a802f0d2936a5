import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js'
import type { Env } from '@careloom/config'
import type { Door } from '@careloom/event-sourcing'
import { readinessOf, type Host } from '@careloom/hosting'
import {
  behindOf,
  operationsOf,
  refusedBy,
  RunningHost,
  type Operations,
} from '@careloom/hosting/running'
import { settings as kafkaSettings } from '@careloom/kafka/config'
import { callerKeysIn, GrpcServer } from '@careloom/rpc/grpc'
import {
  describeError,
  metrics,
  tracingFrom,
  type Logger,
  type Metrics,
  type Tracing,
} from '@careloom/telemetry'
import { ClusterEngines } from './cluster-engines.ts'
import { addressIn, callersIn, settings } from './config.ts'
import { GrpcCalls } from './grpc-calls.ts'
import { openKafka } from './topics.ts'
import { openOperationsPort } from './operations-port.ts'

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
export async function startProcess({
  name,
  env,
  start,
  log,
}: ProcessNeed): Promise<RunningProcess> {
  const config = settings.read(env)
  const onError = (where: string, error: unknown) =>
    log('error', 'Something failed inside', { service: name, where, code: describeError(error) })
  const { tracing, close: endTracing } = await tracingFrom(env)
  const told = { env, timeZone: config.timeZone, nowMs: Date.now, tracing, onError }
  let state: 'starting' | 'serving' | 'ending' = 'starting'
  let door: Started['door']
  const ready = () =>
    state === 'serving'
      ? readinessOf(operations.status(), door?.shut)
      : { isReady: false, said: { status: state } }

  const callers = callersIn(config)
  const keyOf = callerKeysIn(config.callerKeysDir, name).keyOf
  const server = new GrpcServer(
    () => ready().isReady,
    {
      callers,
      keyOf,
      onRefused: (refusal) => calls.noteRefused(refusal),
    },
    onError,
  )
  const calls = new GrpcCalls({
    name,
    server,
    addressOf: addressIn(config),
    keysIn: config.callerKeysDir,
    callers,
    told,
    credentials: ChannelCredentials.createInsecure(),
  })
  const kafkaConfig = kafkaSettings.read(env)
  const kafka = await openKafka(kafkaConfig, `${name}-${randomUUID()}`)
  const engines = await ClusterEngines.open({
    name,
    config,
    kafka,
    prefix: kafkaConfig.prefix,
    callers,
    calls,
    told,
  })
  const host = new RunningHost(engines, told)
  const operations = operationsOf(host, host.clock())
  const measured = metrics([behindOf(operations), refusedBy(host)])
  const port = await openOperationsPort(config.operationsPort, config.host, measured, ready)

  const as = (service: string) => host.as(service)
  const started = (await start({ as, env, operations, tracing, metrics: measured, onError })) ?? {}
  door = started.door
  const listening = await server.listen(
    `${config.host}:${config.grpcPort}`,
    ServerCredentials.createInsecure(),
  )
  while (!host.bus.isOpen) await pause(lookMs)
  await host.whole()
  started.open?.()
  state = 'serving'

  let closing: Promise<void> | undefined
  async function end(): Promise<void> {
    state = 'ending'
    await pause(1_000 * config.drainSeconds)
    await started.close?.()
    await listening.close()
    await host.close()
    await port.close()
    await endTracing()
  }
  return {
    grpcPort: listening.port,
    operationsPort: port.port,
    close: () => (closing ??= end()),
  }
}
