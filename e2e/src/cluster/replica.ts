import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '@careloom/testing/notes'

const root = join(import.meta.dirname, '../../..')
const flags = [
  '--disable-warning=ExperimentalWarning',
  `--import=${join(import.meta.dirname, 'with-parent.child.ts')}`,
]
const withinMs = 120_000

export type Ports = { readonly grpc: number; readonly operations: number; readonly http: number }

/** One process of a house. */
export type Replica = {
  readonly name: string
  readonly ports: Ports
  /** Where its read models are. */
  readonly viewsDir: string
  /** It answers that it can do its work. */
  isReady(): Promise<boolean>
  ready(): Promise<void>
  start(): void
  kill(): Promise<void>
  /** As its operator ends it; answers its exit code. */
  end(): Promise<number | null>
  pause(): void
  goOn(): void
}

export type ReplicaNeed = {
  readonly name: string
  /** The program, from the root. */
  readonly file: string
  readonly ports: Ports
  readonly viewsDir: string
  readonly env: Readonly<Record<string, string>>
  /** What it says. */
  readonly logFile: string
}

/** What a process of a house runs counts as run. */
const inherited = {
  PATH: process.env['PATH'],
  NODE_V8_COVERAGE: process.env['NODE_V8_COVERAGE'],
}

/** A process that can be started. It never outlives this one. */
export function replicaOf({ name, file, ports, viewsDir, env, logFile }: ReplicaNeed): Replica {
  let child: ChildProcess | undefined
  const own = {
    GRPC_PORT: String(ports.grpc),
    OPERATIONS_PORT: String(ports.operations),
    PORT: String(ports.http),
    CARELOOM_VIEWS: viewsDir,
  }
  const ended = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return running?.exitCode ?? null
    running.kill(signal)
    // One that was paused ends too.
    running.kill('SIGCONT')
    const [code] = (await once(running, 'exit')) as [number | null]
    return code
  }
  const isReady = async () => {
    if (child?.exitCode !== null && child?.exitCode !== undefined)
      throw new Error(`${name} ended with ${child.exitCode}; see ${logFile}`)
    return fetch(`http://127.0.0.1:${ports.operations}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  }
  return {
    name,
    ports,
    viewsDir,
    isReady,
    ready: () => eventually(isReady, `${name} ready`, withinMs),
    start() {
      child = spawn(process.execPath, [...flags, join(root, file)], {
        cwd: root,
        env: { ...inherited, ...env, ...own },
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      const log = createWriteStream(logFile, { flags: 'a' })
      child.stdout?.pipe(log, { end: false })
      child.stderr?.pipe(log, { end: false })
    },
    kill: async () => void (await ended('SIGKILL')),
    end: () => ended('SIGTERM'),
    pause: () => void child?.kill('SIGSTOP'),
    goOn: () => void child?.kill('SIGCONT'),
  }
}
