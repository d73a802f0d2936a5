import { join } from 'node:path'
import { CareloomError } from '@careloom/event-sourcing'
import { jsonLogger } from '@careloom/telemetry'
import { DataHeld } from './data-lock.ts'
import { startEmbedded } from './start.ts'

// What `npm start` runs once it is built: settings from the environment, a start, where to go, and an end when asked.
const root = join(import.meta.dirname, '../..')
const say = (line = '') => process.stdout.write(`${line}\n`)
const fail = (line: string): never => {
  process.stderr.write(`Careloom: ${line}\n`)
  process.exit(1)
}

const port = portOf('PORT', 8080)
const hospitalPort = portOf('HOSPITAL_PORT', port === 0 ? 0 : port + 1)
const dataDir = process.env['CARELOOM_DATA'] ?? join(root, 'data')
const secretsDir = process.env['CARELOOM_SECRETS'] ?? `${dataDir}.secrets`
// Requests per minute and caller: a hospital's backend may need more than the gateway's own default.
const rateLimit = process.env['GATEWAY_RATE_LIMIT_PER_MINUTE']
if (rateLimit !== undefined && !/^[1-9]\d*$/.test(rateLimit))
  fail('GATEWAY_RATE_LIMIT_PER_MINUTE must be a whole number from 1.')
const witnessFile = process.env['CARELOOM_WITNESS']
const syslog = syslogOf(process.env['CARELOOM_SYSLOG'])
const samplePeople = !process.argv.includes('--empty')

say('Careloom: starting …')
const log = jsonLogger(
  (line) => process.stderr.write(line),
  () => new Date().toISOString(),
)
const options = {
  dataDir,
  secretsDir,
  ...(witnessFile === undefined ? {} : { witnessFile }),
  ...(syslog === undefined ? {} : { syslog }),
  port,
  hospitalPort,
  samplePeople,
  webDir: join(root, 'web/dist'),
  log,
  ...(rateLimit === undefined ? {} : { rateLimit: Number(rateLimit) }),
  ...(process.env['HOST'] === undefined ? {} : { host: process.env['HOST'] }),
}
const running = await startEmbedded(options).catch((error: unknown) => {
  if (error instanceof CareloomError && error.code === 'CL_LOG_FORMAT')
    return fail(`${error.message}. Begin with a new folder: CARELOOM_DATA=… npm start`)
  if (error instanceof DataHeld || error instanceof TypeError || error instanceof CareloomError)
    return fail(error.message)
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return fail(
      'port' in error && error.port === hospitalPort && port !== hospitalPort
        ? `port ${hospitalPort} is taken, where the sandbox hospital would be. Choose another one: HOSPITAL_PORT=8091 npm start`
        : `port ${port} is taken. Choose another one: PORT=8090 npm start`,
    )
  throw error
})

say(`
Careloom is running.

  Product            ${running.url}
  Sandbox hospital   ${running.hospitalUrl}/ehr (a process of its own)
  FHIR base          ${running.url}/fhir
  API description    ${running.url}/api/openapi.json
  Metrics            http://localhost:${running.metricsPort}/metrics
  Data               ${dataDir}
  Secrets            ${secretsDir} (not to be copied with the data)

  Sign in as clinician, coordinator, person, peer, peer2 or integrator; password: sandbox
  FHIR client: hospital, secret sandbox (client credentials, scope system/*.cruds)

  Begin in the hospital: open Dana Reyes' chart and press "Refer to peer support".
  Stop with Ctrl-C.
`)

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

/** The port that a variable names. */
function portOf(name: string, otherwise: number): number {
  const said = Number(process.env[name] ?? otherwise)
  if (!Number.isSafeInteger(said) || said < 0 || said > 65_535)
    fail(`${name} must be a number from 0 to 65535.`)
  return said
}

/** A syslog server that is told the heads of the logs: `host:port`. */
function syslogOf(said: string | undefined) {
  if (said === undefined) return undefined
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(said) ?? fail('CARELOOM_SYSLOG must be host:port.')
  return { host: String(host), port: Number(port) }
}
