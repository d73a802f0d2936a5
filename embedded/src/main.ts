import { join } from 'node:path'
import { environment, WrongSettings } from '@careloom/config'
import { describeSettings } from '@careloom/config/tables'
import { CareloomError } from '@careloom/event-sourcing'
import { jsonLogger } from '@careloom/telemetry'
import { everySetting } from './config.ts'
import { DataHeld } from './data-lock.ts'
import { greeting } from './greeting.ts'
import { optionsFrom } from './options-from.ts'
import { startEmbedded } from './start.ts'

// What `npm start` runs once it is built: settings from the environment, a start, where to go, and an end when asked.
const root = join(import.meta.dirname, '../..')
const say = (line = '') => process.stdout.write(`${line}\n`)
function fail(line: string): never {
  process.stderr.write(`Careloom: ${line}\n`)
  process.exit(1)
}
if (process.argv.includes('--help')) {
  say(describeSettings(everySetting))
  process.exit()
}

const log = jsonLogger(
  (line) => process.stderr.write(line),
  () => new Date().toISOString(),
)
const options = optionsOf()
say('Careloom: starting …')
const running = await startEmbedded(options).catch((error: unknown) => {
  if (error instanceof CareloomError && error.code === 'CL_LOG_FORMAT')
    return fail(`${error.message}. Begin with a new folder: CARELOOM_DATA=… npm start`)
  if (error instanceof DataHeld || error instanceof TypeError || error instanceof CareloomError)
    return fail(error.message)
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return fail(taken('port' in error ? error.port : undefined))
  throw error
})
say(greeting(running, options))

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    say('Careloom: finishing what is under way …')
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })

function taken(port: unknown): string {
  const { port: own, hospitalPort } = options
  return port === hospitalPort && own !== hospitalPort
    ? `port ${hospitalPort} is taken, where the sandbox hospital would be. Choose another one: HOSPITAL_PORT=8091 npm start`
    : `port ${own} is taken. Choose another one: PORT=8090 npm start`
}

/** What the environment says of the start; ends where it says too little. */
function optionsOf() {
  try {
    return optionsFrom(environment, {
      root,
      log,
      samplePeople: !process.argv.includes('--empty'),
    })
  } catch (error) {
    if (error instanceof WrongSettings)
      return fail(`${error.message}\nWhat can be set: npm start -- --help, and docs/operate.md`)
    throw error
  }
}
