import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '@careloom/testing'

const root = join(import.meta.dirname, '../../..')
const withinMs = 120_000

/** One process of a house. */
export type Replica = {
  readonly name: string
  readonly operationsPort: number
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

/** @param file the program, from the root @param logFile what it says */
export function replicaOf(
  name: string,
  file: string,
  env: Readonly<Record<string, string>>,
  logFile: string,
): Replica {
  let child: ChildProcess | undefined
  const operationsPort = Number(env['OPERATIONS_PORT'])
  const ended = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return running?.exitCode ?? null
    running.kill(signal)
    const [code] = (await once(running, 'exit')) as [number | null]
    return code
  }
  const isReady = async () => {
    if (child?.exitCode !== null && child?.exitCode !== undefined)
      throw new Error(`${name} ended with ${child.exitCode}; see ${logFile}`)
    return fetch(`http://127.0.0.1:${operationsPort}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  }
  return {
    name,
    operationsPort,
    isReady,
    ready: () => eventually(isReady, `${name} ready`, withinMs),
    start() {
      child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, file)], {
        cwd: root,
        env: { PATH: process.env['PATH'], ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
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
