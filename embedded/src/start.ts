import { createServer, type Server } from 'node:http'
import type { EmbeddedHost } from '@careloom/hosting/embedded'
import { metrics, tracingFrom } from '@careloom/telemetry'
import { lockData } from './data-lock.ts'
import { draining, listen } from './listening.ts'
import { untilReady } from './opening-hours.ts'
import { behindOf, operationsOf } from './operations.ts'
import type { Options } from './options.ts'
import { environment, errorsOf, hostOf, openGateway, startSandbox, startServices } from './parts.ts'
import { seed } from './seed.ts'

export type { Options } from './options.ts'

export type Running = {
  readonly url: string
  readonly port: number
  readonly metricsPort: number
  readonly host: EmbeddedHost
  close(): Promise<void>
}

const loopback = ['127.0.0.1', '::1', 'localhost']

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
  const drain = draining(server)
  const open = untilReady(server)
  const port = await listen(server, options.port, listenOn)
  const url = `http://localhost:${port}`
  const nowMs = options.nowMs ?? Date.now
  const unlock = lockOrClose(server, options.dataDir, url, nowMs)
  const exported = await tracingFrom(process.env)
  const start = { options, url, nowMs, tracing: options.tracing ?? exported.tracing }

  // Made first: its writer thread starts while the sandbox does.
  const env: Record<string, string> = {}
  const host = hostOf(start, env)
  const sandbox = await startSandbox(start)
  Object.assign(env, environment(options, url, sandbox.hospital))
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
    sandbox.close()
    unlock()
  }
  return { url, port, metricsPort: scraped.port, host, close: () => (closing ??= close()) }
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
