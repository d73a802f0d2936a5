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
import { startProcess, type Start } from './start-process.ts'

/** A service as a process of its own. */
export type ServiceProcess = {
  /** The service that it is there for: its name to others. */
  readonly name: string
  /** What its services are told, beside what every process is. */
  readonly settings: readonly Settings[]
  readonly start: Start
}

/** Longer than it may take to end: whoever ended it takes it away then. */
const longestEndMs = 28_000

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
  const running = await startProcess({ name, env: environment, start, log }).catch(
    (error: unknown) => {
      if (error instanceof CareloomError || error instanceof TypeError)
        return fail(name, error.message)
      throw error
    },
  )
  log('info', 'Ready', { service: name, pid: process.pid })
  untilTold(() => {
    const late = setTimeout(() => {
      log('error', 'Did not end in time; what is under way is cut off', { service: name })
      process.exit(1)
    }, longestEndMs)
    late.unref()
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log('error', 'Did not end well', { service: name, code: describeError(error) })
        process.exit(1)
      },
    )
  })
}

function checked(name: string, all: readonly Settings[], env: Env): void {
  try {
    checkSettings(all, env)
  } catch (error) {
    if (error instanceof WrongSettings) fail(name, `${error.message}\nWhat can be set: --help`)
    throw error
  }
}

function untilTold(end: () => void): void {
  let isEnding = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (isEnding) return
      isEnding = true
      end()
    })
}

function fail(name: string, line: string): never {
  process.stderr.write(`${name}: ${line}\n`)
  process.exit(1)
}
