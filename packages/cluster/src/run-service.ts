import { once } from 'node:events'
import {
  checkSettings,
  environment,
  WrongSettings,
  type Env,
  type Settings,
} from '@careloom/config'
import { describeSettings } from '@careloom/config/tables'
import { CareloomError } from '@careloom/event-sourcing'
import { describeError, jsonLogger } from '@careloom/telemetry'
import { settings as telemetry } from '@careloom/telemetry/config'
import { clusterSettings } from './config.ts'
import { longestEndMs } from './ending.ts'
import { startProcess, type Start } from './start-process.ts'

/** A service as a process of its own. */
export type ServiceProcess = {
  /** The service that it is there for: its name to others. */
  readonly name: string
  /** What its services are told, beside what every process is. */
  readonly settings: readonly Settings[]
  readonly start: Start
}

/**
 * Runs a service until it is told to end: settings from the environment (`--help` lists them), a start, and an end in which nothing
 * that is under way is cut off.
 */
export async function runService({ name, settings, start }: ServiceProcess): Promise<void> {
  const all = [...clusterSettings, telemetry, ...settings]
  if (process.argv.includes('--help')) {
    process.stdout.write(
      `${name}: what can be set in the environment\n\n${describeSettings(all)}\n`,
    )
    return
  }
  const log = jsonLogger(
    (line) => process.stderr.write(line),
    () => new Date().toISOString(),
  )
  checked(name, all, environment)
  const ending = toldToEnd()
  ending.addEventListener('abort', () => {
    setTimeout(() => {
      log('error', 'Did not end in time; what is under way is cut off', { service: name })
      process.exit(1)
    }, longestEndMs).unref()
  })
  const running = await startProcess({ name, env: environment, start, log, ending }).catch(
    (error: unknown) => {
      if (error instanceof CareloomError || error instanceof TypeError)
        return fail(name, error.message)
      throw error
    },
  )
  if (running !== undefined) {
    log('info', 'Ready', { service: name, pid: process.pid })
    if (!ending.aborted) await once(ending, 'abort')
    await running.close().catch((error: unknown) => {
      log('error', 'Did not end well', { service: name, code: describeError(error) })
      process.exit(1)
    })
  }
  process.exit(0)
}

function checked(name: string, all: readonly Settings[], env: Env): void {
  try {
    checkSettings(all, env)
  } catch (error) {
    if (error instanceof WrongSettings) fail(name, `${error.message}\nWhat can be set: --help`)
    throw error
  }
}

/** Aborted when somebody tells the process to end: from its first moment on, not only when it is ready. */
function toldToEnd(): AbortSignal {
  const told = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => told.abort())
  return told.signal
}

function fail(name: string, line: string): never {
  process.stderr.write(`${name}: ${line}\n`)
  process.exit(1)
}
