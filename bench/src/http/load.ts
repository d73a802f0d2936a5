import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'
import type { Figure } from '../metric.ts'
import { cpuMicrosOf } from './processes.ts'
import type { Ready, Usage } from './servers/ready.ts'

/** Code that serves often is compiled by then, on both sides. */
export const warmUpSeconds = 3

export type Server = Ready & {
  usage(): Promise<Usage>
  /** What the server tells by itself, as it happens. */
  onTold(listener: (told: unknown) => void): void
  stop(): Promise<void>
}
export type Shot = {
  readonly path: string
  readonly connections: number
  readonly seconds: number
  /** So many requests instead, however long they take. */
  readonly amount?: number
  readonly body?: string
  readonly tokens?: () => readonly string[]
}

/** The flags that `npm start` gives Node. */
const asStarted = JSON.parse(
  readFileSync(new URL('../../../embedded/node-flags.json', import.meta.url), 'utf8'),
) as readonly string[]

const profiling = (which: string) =>
  process.env['BENCH_PROFILE'] === which
    ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE_DIR'] ?? '.'}`]
    : []

/** Starts a server in a process of its own and waits until it can be asked. */
export async function serve(
  which: 'careloom' | 'express' | 'guarded' | 'people' | 'referrals',
  ...args: readonly string[]
): Promise<Server> {
  const child = fork(new URL(`./servers/${which}.ts`, import.meta.url), args, {
    execArgv: [...(which === 'careloom' ? asStarted : []), ...profiling(which)],
  })
  const told = (await message(child)) as Ready
  return {
    ...told,
    usage() {
      child.send('usage')
      return usageOf(child)
    },
    onTold(listener) {
      child.on('message', listener)
    },
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

async function message(child: ChildProcess): Promise<unknown> {
  const [told] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`The server ended with ${String(code)}`)),
    ),
  ])) as unknown[]
  return told
}

/** The next answer about what was used, whatever else the server tells meanwhile. */
async function usageOf(child: ChildProcess): Promise<Usage> {
  for (;;) {
    const told = await message(child)
    if (typeof told === 'object' && told !== null && 'cpuMicros' in told) return told as Usage
  }
}

/** Code of a Java machine that serves often is compiled only by then. */
const javaWarmUpSeconds = 15

/**
 * A server that runs already, and what of its processes' time each request took, if it is said which they are.
 * @throws when a request is not answered 2xx
 */
export async function shootAt(
  url: string,
  processes: readonly number[],
  shot: Shot,
): Promise<Figure> {
  const server = { url, token: '' }
  await burst(server, shot, javaWarmUpSeconds)
  const before = cpuMicrosOf(processes)
  const { result, done } = await burst(server, shot, shot.seconds)
  const cpuMicros = cpuMicrosOf(processes) - before
  return {
    value: done / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    ...(cpuMicros > 0 ? { cpuMicros: cpuMicros / done } : {}),
  }
}

/** Requests per second over loopback after a warm-up, and what of the server's time each took. @throws when one is not answered 2xx */
export async function shoot(server: Server, shot: Shot): Promise<Figure> {
  await burst(server, shot, warmUpSeconds)
  const before = await server.usage()
  const { result, done } = await burst(server, shot, shot.seconds, shot.amount)
  const after = await server.usage()
  return {
    value: done / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / done,
    mainMicros: (after.mainMicros - before.mainMicros) / done,
    rssMb: after.rssMb,
  }
}

async function burst(server: Ready, shot: Shot, seconds: number, amount?: number) {
  const { path, connections, body, tokens } = shot
  const method = body === undefined ? 'GET' : 'POST'
  const headersOf = (token: string): Record<string, string> => ({
    'content-type': 'application/fhir+json',
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
  })
  const result = await autocannon({
    url: server.url + path,
    connections,
    ...(amount === undefined ? { duration: seconds } : { amount }),
    method,
    headers: headersOf(server.token),
    ...(body === undefined ? {} : { body, idReplacement: body.includes('[<id>]') }),
    ...(tokens === undefined
      ? {}
      : {
          setupClient: (client: {
            setRequests(
              requests: readonly {
                method: string
                path: string
                headers: Record<string, string>
              }[],
            ): void
          }) =>
            client.setRequests(
              tokens().map((token) => ({ method, path, headers: headersOf(token) })),
            ),
        }),
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${method} ${path}: ${result.non2xx} not answered 2xx, ${result.errors} errors`)
  return { result, done: result['2xx'] }
}
