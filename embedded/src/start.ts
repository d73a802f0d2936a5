import { createServer, type Server } from 'node:http'
import type { RequestHandler } from 'express'
import { createGateway } from '@careloom/gateway'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { embeddedIdentity, sandboxHospital, type SystemClient } from '@careloom/sandbox'
import { startAccess } from '@careloom/service-access'
import { startAssignments } from '@careloom/service-assignments'
import { startCarePlans } from '@careloom/service-care-plans'
import { smartConfiguration, startFhirAdapter } from '@careloom/service-fhir-adapter'
import { startOutcomes } from '@careloom/service-outcomes'
import { startPeople } from '@careloom/service-people'
import { startReferrals } from '@careloom/service-referrals'
import { startWorkforce } from '@careloom/service-workforce'
import { describeError, metrics, tracingFrom, type Logger, type Tracing } from '@careloom/telemetry'
import { lockData } from './data-lock.ts'
import { seed } from './seed.ts'
import { untilReady } from './opening-hours.ts'
import { harborConnectionId, mrnSystem, organizations, programs } from './world.ts'

export type Options = {
  readonly dataDir: string
  /** Where the secrets are that must not lie with the data: `<dataDir>.secrets` unless said otherwise. */
  readonly secretsDir?: string
  /** Who remembers the heads of the logs: a file, and a syslog server as well. */
  readonly witnessFile?: string
  readonly syslog?: { readonly host: string; readonly port: number }
  readonly port: number
  /** Loopback only: the sandbox's sign-ins are no secret. */
  readonly host?: string
  /** False starts without sample people. */
  readonly samplePeople: boolean
  readonly webDir: string
  readonly log: Logger
  /** Port of the metrics; 0 chooses one. */
  readonly metricsPort?: number
  readonly nowMs?: () => number
  /** Requests per minute and caller; the gateway's own default otherwise. */
  readonly rateLimit?: number
  readonly systems?: readonly SystemClient[]
  /** Where spans go; to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names, if it names one, otherwise. */
  readonly tracing?: Tracing
}

export type Running = {
  readonly url: string
  readonly port: number
  readonly metricsPort: number
  readonly host: EmbeddedHost
  close(): Promise<void>
}

const loopback = ['127.0.0.1', '::1', 'localhost']
const drainMs = 5_000

/**
 * Everything in one process on one data folder: all services, the gateway, and the sandbox (identity and a hospital).
 * @throws DataHeld when another process has the folder; TypeError when it should listen beyond loopback
 */
export async function startEmbedded(options: Options): Promise<Running> {
  const listenOn = options.host ?? '127.0.0.1'
  if (!loopback.includes(listenOn))
    throw new TypeError(
      'The sandbox sign-ins are no secret: Careloom listens on loopback only while they exist.',
    )
  const server = createServer()
  const open = untilReady(server)
  const port = await listen(server, options.port, listenOn)
  const url = `http://localhost:${port}`
  const nowMs = options.nowMs ?? Date.now
  const unlock = lockOrClose(server, options.dataDir, url, nowMs)
  const onError = (where: string) => (error: unknown) =>
    options.log('error', 'Something failed inside', { where, code: describeError(error) })

  const exported = await tracingFrom(process.env)
  const tracing = options.tracing ?? exported.tracing
  // Made first: its writer thread starts while the sandbox does.
  const env: Record<string, string> = {}
  const host = new EmbeddedHost({
    dataDir: options.dataDir,
    ...(options.secretsDir === undefined ? {} : { secretsDir: options.secretsDir }),
    ...(options.witnessFile === undefined ? {} : { witnessFile: options.witnessFile }),
    ...(options.syslog === undefined ? {} : { syslog: options.syslog }),
    tracing,
    env,
    nowMs,
    onError: (where, error) => onError(where)(error),
  })
  const sandboxDir = `${options.dataDir}/sandbox`
  const [identity, hospital] = await Promise.all([
    embeddedIdentity({
      base: url,
      dataDir: sandboxDir,
      now: nowMs,
      onError: onError('identity'),
      ...(options.systems === undefined ? {} : { systems: options.systems }),
    }),
    sandboxHospital({
      base: url,
      dataDir: sandboxDir,
      careloomBase: url,
      now: nowMs,
      samplePeople: options.samplePeople,
      onError: onError('hospital'),
    }),
  ])
  Object.assign(env, environment(options, url, hospital))
  const access = await startAccess(host)
  await Promise.all([
    startPeople(host),
    startReferrals(host),
    startWorkforce(host),
    startAssignments(host),
    startCarePlans(host),
    startOutcomes(host),
    startFhirAdapter(host, access, onError('fhir')),
  ])
  if (options.samplePeople) await seed(host)

  const operations = operationsOf(host, new Date(nowMs()).toISOString())
  const measured = metrics([
    {
      name: 'careloom_projection_behind',
      help: 'Events not yet projected',
      read: () =>
        operations
          .status()
          .services.map(({ name, behind }) => ({ labels: { projection: name }, value: behind })),
    },
  ])
  const gateway = createGateway({
    host,
    access,
    operations,
    smartConfiguration: smartConfiguration(url),
    tracing,
    observe: measured.observeRequest,
    sandbox: [
      ['/realms/careloom', identity.router as RequestHandler],
      ['/ehr', hospital.router as RequestHandler],
    ],
    onError: onError('gateway'),
  })
  open(gateway.app)
  const scraped = await measured.listen(options.metricsPort ?? 0, listenOn)

  let closing: Promise<void> | undefined
  const close = async () => {
    await drain(server)
    gateway.close()
    await scraped.close()
    await host.close()
    await exported.close()
    identity.close()
    hospital.close()
    unlock()
  }
  return { url, port, metricsPort: scraped.port, host, close: () => (closing ??= close()) }
}

function environment(
  options: Options,
  url: string,
  hospital: { fhirBase: string; clientForCareloom: { clientId: string; clientSecret: string } },
): Record<string, string> {
  const { clientId, clientSecret } = hospital.clientForCareloom
  const connection = {
    connectionId: harborConnectionId,
    organizationId: organizations.harborHospital.id,
    name: organizations.harborHospital.name,
    fhirBase: hospital.fhirBase,
    clientId,
    clientSecret,
    mrnSystem,
  }
  return {
    REFERRALS_PROGRAMS: JSON.stringify(programs),
    FHIR_ADAPTER_BASE_URL: url,
    FHIR_ADAPTER_CONNECTIONS: JSON.stringify([connection]),
    GATEWAY_ORIGIN: url,
    GATEWAY_CONNECTIONS: JSON.stringify([connection]),
    GATEWAY_WEB_DIR: options.webDir,
    ...(options.rateLimit === undefined
      ? {}
      : { GATEWAY_RATE_LIMIT_PER_MINUTE: String(options.rateLimit) }),
  }
}

function lockOrClose(
  server: Server,
  dataDir: string,
  url: string,
  nowMs: () => number,
): () => void {
  try {
    return lockData(dataDir, { pid: process.pid, url, since: new Date(nowMs()).toISOString() })
  } catch (error) {
    server.close()
    throw error
  }
}

function operationsOf(host: EmbeddedHost, startedAt: string) {
  return {
    status() {
      const { readOnly, projections, reactions } = host.status()
      const services = projections.map(({ service, name, failure, behind }) => ({
        name: `${service}/${name}`,
        behind,
        failed: failure !== undefined,
      }))
      return {
        readOnly,
        startedAt,
        services,
        reactions: reactions.map(({ name, waiting, waitingSince, failure }) => ({
          name,
          waiting,
          waitingSince,
          failed: failure !== undefined,
        })),
      }
    },
    quarantined: () => host.bus.quarantined(),
    replay: (reaction: string, key: string) => host.replay(reaction, key),
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** No new connections; those at work finish, the rest is closed after five seconds. */
function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), drainMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
