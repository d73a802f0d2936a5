import { createServer } from 'node:http'
import { Server } from 'node:net'
import { readinessOf } from '@careloom/hosting'
import type { EmbeddedHost } from '@careloom/hosting/embedded'
import { listenForScrapes, processMetrics, tracingFrom } from '@careloom/telemetry'
import { checkEnvironment, environmentOf } from './environment.ts'
import { draining } from '@careloom/hosting/http'
import { loopback, occupy } from './occupy.ts'
import { untilReady } from '@careloom/hosting/http'
import { operationsOf, watchReadiness } from '@careloom/hosting/running'
import type { Options } from './options.ts'
import { errorsOf, hostOf, newSecret, openGateway, startSandbox, startServices } from './parts.ts'
import { seed } from './seed.ts'

export type { Options } from './options.ts'

export type Running = {
  readonly url: string
  readonly port: number
  /** Of the sandbox; none without it. */
  readonly hospitalUrl: string | undefined
  readonly metricsPort: number
  readonly host: EmbeddedHost
  close(): Promise<void>
}

const loopbacks = [loopback, '::1', 'localhost']

/**
 * Everything on one data folder: all services and the gateway in this process; with the sandbox its identity provider too, and
 * beside it, at an address of its own, the sandbox's hospital.
 * @throws WrongSettings, naming every variable that is missing or wrong; DataHeld when another process has the folder; TypeError when the sandbox should listen beyond loopback
 */
export async function startEmbedded(options: Options): Promise<Running> {
  const withSandbox = options.sandbox !== false
  checkEnvironment(options)
  const listenOn = options.host ?? loopback
  if (withSandbox && !loopbacks.includes(listenOn))
    throw new TypeError(
      'The sandbox sign-ins are no secret: Careloom listens on loopback only while they exist.',
    )
  const nowMs = options.nowMs ?? Date.now
  const server = createServer()
  const drain = draining(server)
  const open = untilReady(server)
  const door = withSandbox ? new Server() : undefined
  const { port, url, hospitalUrl, unlock } = await occupy(server, door, options, nowMs)
  const told = { url, hospitalUrl, clientSecret: newSecret(), gatewaySecret: newSecret() }
  const env = environmentOf(options, told)
  const exported = await tracingFrom(env, 'careloom')
  const [tracing, metrics] = [options.tracing ?? exported.tracing, processMetrics()]
  const start = { options, ...told, env, nowMs, tracing, metrics }

  // Made first: its writer thread starts while the sandbox does.
  const host = hostOf(start)
  const sandbox = door === undefined ? undefined : await startSandbox(start, door)
  const access = await startServices(host, errorsOf(options, 'fhir'))
  if (withSandbox && options.samplePeople) await seed(host.as('sandbox'))

  const operations = operationsOf(host)
  watchReadiness(metrics, () => readinessOf(operations.status(), access.door.shut).isReady)
  const gateway = openGateway(start, { host, access, operations, sandbox })
  // A read model that is not whole yet shows a past in which a consent may not be withdrawn: the door stays shut.
  await host.whole()
  open(gateway.app)
  const scraped = await listenForScrapes(metrics, options.metricsPort ?? 0, listenOn)

  let closing: Promise<void> | undefined
  const close = async () => {
    const drained = drain()
    gateway.close()
    await drained
    await scraped.close()
    await host.close()
    await exported.close()
    await sandbox?.close()
    unlock()
  }
  return {
    url,
    port,
    hospitalUrl: withSandbox ? hospitalUrl : undefined,
    metricsPort: scraped.port,
    host,
    close: () => (closing ??= close()),
  }
}
