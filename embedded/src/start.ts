import { createServer } from 'node:http'
import { Server } from 'node:net'
import type { EmbeddedHost } from '@careloom/hosting/embedded'
import { metrics, tracingFrom } from '@careloom/telemetry'
import { lockData } from './data-lock.ts'
import { draining, listen } from './listening.ts'
import { untilReady } from './opening-hours.ts'
import { behindOf, operationsOf } from './operations.ts'
import type { Options } from './options.ts'
import {
  environment,
  errorsOf,
  hostOf,
  newClientSecret,
  openGateway,
  startSandbox,
  startServices,
} from './parts.ts'
import { seed } from './seed.ts'

export type { Options } from './options.ts'

export type Running = {
  readonly url: string
  readonly port: number
  readonly hospitalUrl: string
  readonly metricsPort: number
  readonly host: EmbeddedHost
  close(): Promise<void>
}

const loopback = ['127.0.0.1', '::1', 'localhost']

/**
 * Everything on one data folder: all services, the gateway and the sandbox's identity in this process, and beside it, at
 * an address of its own, the sandbox's hospital.
 * @throws DataHeld when another process has the folder; TypeError when it should listen beyond loopback
 */
export async function startEmbedded(options: Options): Promise<Running> {
  const listenOn = options.host ?? '127.0.0.1'
  if (!loopback.includes(listenOn))
    throw new TypeError(
      'The sandbox sign-ins are no secret: Careloom listens on loopback only while they exist.',
    )
  const server = createServer()
  const drain = draining(server)
  const open = untilReady(server)
  const nowMs = options.nowMs ?? Date.now
  const door = new Server()
  const { port, url, hospitalUrl, unlock } = await occupy(server, door, options, listenOn, nowMs)
  const exported = await tracingFrom(process.env)
  const start = { options, url, hospitalUrl, nowMs, tracing: options.tracing ?? exported.tracing }

  // Made first: its writer thread starts while the sandbox does.
  const env: Record<string, string> = {}
  const host = hostOf(start, env)
  const clientSecret = newClientSecret()
  const sandbox = await startSandbox(start, door, clientSecret)
  Object.assign(env, environment(start, clientSecret))
  const access = await startServices(host, errorsOf(options, 'fhir'))
  if (options.samplePeople) await seed(host)

  const operations = operationsOf(host, new Date(nowMs()).toISOString())
  const measured = metrics([behindOf(operations)])
  const gateway = openGateway(start, { host, access, operations, sandbox, measured })
  // A read model that is not whole yet shows a past in which a consent may not be withdrawn: the door stays shut.
  await host.whole()
  open(gateway.app)
  const scraped = await measured.listen(options.metricsPort ?? 0, listenOn)

  let closing: Promise<void> | undefined
  const close = async () => {
    const drained = drain()
    gateway.close()
    await drained
    await scraped.close()
    await host.close()
    await exported.close()
    await sandbox.close()
    unlock()
  }
  return {
    url,
    port,
    hospitalUrl,
    metricsPort: scraped.port,
    host,
    close: () => (closing ??= close()),
  }
}

/** Both addresses and the data folder, or none of them. */
async function occupy(
  server: Server,
  door: Server,
  options: Options,
  listenOn: string,
  nowMs: () => number,
) {
  try {
    const port = await listen(server, options.port, listenOn)
    const hospitalPort = await listen(door, options.hospitalPort ?? 0, listenOn)
    const [url, hospitalUrl] = [`http://localhost:${port}`, `http://localhost:${hospitalPort}`]
    const since = new Date(nowMs()).toISOString()
    const unlock = lockData(options.dataDir, { pid: process.pid, url, since })
    return { port, url, hospitalUrl, unlock }
  } catch (error) {
    server.close()
    door.close()
    throw error
  }
}
