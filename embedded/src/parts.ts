import { randomBytes } from 'node:crypto'
import type { Server } from 'node:net'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import type { Env } from '@careloom/config'
import { createGateway, type Gateway } from '@careloom/gateway'
import { settings as gatewaySettings } from '@careloom/gateway/config'
import { EmbeddedHost, type EmbeddedOptions } from '@careloom/hosting/embedded'
import { callers } from '@careloom/proto/callers'
import { embeddedIdentity, forkHospital } from '@careloom/sandbox'
import { startAccess } from '@careloom/service-access'
import { startAssignments } from '@careloom/service-assignments'
import { startCarePlans } from '@careloom/service-care-plans'
import { smartConfiguration, startFhirAdapter } from '@careloom/service-fhir-adapter'
import { startOutcomes } from '@careloom/service-outcomes'
import { startPeople } from '@careloom/service-people'
import { startReferrals } from '@careloom/service-referrals'
import { startWorkforce } from '@careloom/service-workforce'
import { describeError, type Metrics, type Tracing } from '@careloom/telemetry'
import { settings } from './config.ts'
import type { Operations } from '@careloom/hosting/running'
import type { Options } from './options.ts'
import { sandboxCallers } from './world.ts'

/** What everything that is started is told. */
export type Start = {
  readonly options: Options
  /** Where it is reached from this machine. */
  readonly url: string
  readonly hospitalUrl: string
  readonly clientSecret: string
  readonly gatewaySecret: string
  /** What services and gateway are told. */
  readonly env: Env
  readonly nowMs: () => number
  readonly tracing: Tracing
  readonly metrics: Metrics
}

export const errorsOf = (options: Options, where: string) => (error: unknown) =>
  options.log('error', 'Something failed inside', { where, code: describeError(error) })

export function hostOf({ options, env, nowMs, tracing, metrics }: Start): EmbeddedHost {
  const open = options.openHost ?? ((told: EmbeddedOptions) => new EmbeddedHost(told))
  return open({
    dataDir: options.dataDir,
    ...(options.secretsDir === undefined ? {} : { secretsDir: options.secretsDir }),
    ...(options.witnessFile === undefined ? {} : { witnessFile: options.witnessFile }),
    ...(options.syslog === undefined ? {} : { syslog: options.syslog }),
    tracing,
    metrics,
    env,
    timeZone: settings.read(env).timeZone,
    callers: options.sandbox === false ? callers : { ...callers, ...sandboxCallers },
    nowMs,
    onError: (where, error) => errorsOf(options, where)(error),
  })
}

/** From here, as source and in the bundle. */
const sandboxFiles = join(import.meta.dirname, '../../sandbox')

/** The identity provider, and the hospital behind its own door. */
export async function startSandbox(
  { options, url, hospitalUrl, clientSecret, gatewaySecret, nowMs }: Start,
  door: Server,
) {
  const dataDir = `${options.dataDir}/sandbox`
  const open = options.openHospital ?? forkHospital
  const told = { base: hospitalUrl, dataDir, files: sandboxFiles, careloomBase: url, clientSecret }
  const [identity, hospital] = await Promise.all([
    embeddedIdentity({
      base: url,
      dataDir,
      gatewaySecret,
      // It has the clock of the machine, as its library has: tokens end by that one.
      onError: errorsOf(options, 'identity'),
      ...(options.systems === undefined ? {} : { systems: options.systems }),
    }),
    open(
      door,
      { ...told, samplePeople: options.samplePeople },
      {
        now: nowMs,
        onError: errorsOf(options, 'hospital'),
        onEnded: (how) =>
          options.log('error', 'The sandbox hospital ended; a new start opens it again', {
            where: 'hospital',
            code: how,
          }),
      },
    ),
  ])
  const close = async () => {
    identity.close()
    await hospital.close()
  }
  return { identity, close }
}

/** Every service; `access` first, because the doors ask it. */
export async function startServices(host: EmbeddedHost, onError: (error: unknown) => void) {
  const access = await startAccess(host.as('access'))
  await Promise.all([
    startPeople(host.as('people')),
    startReferrals(host.as('referrals')),
    startWorkforce(host.as('workforce')),
    startAssignments(host.as('assignments')),
    startCarePlans(host.as('care-plans')),
    startOutcomes(host.as('outcomes')),
    startFhirAdapter(host.as('fhir-adapter'), access, onError),
  ])
  return access
}

/** What the hospital, or who signs people in, and Careloom share: made at every start, told to both, kept nowhere. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

type Behind = {
  readonly host: EmbeddedHost
  readonly access: Awaited<ReturnType<typeof startAccess>>
  readonly operations: Operations
  /** None where the product is on its own. */
  readonly sandbox: Awaited<ReturnType<typeof startSandbox>> | undefined
}

export function openGateway(
  { options, env, tracing }: Start,
  { host, access, operations, sandbox }: Behind,
): Gateway {
  return createGateway({
    host: host.as('gateway'),
    access,
    operations,
    smartConfiguration: smartConfiguration(gatewaySettings.read(env).realm.issuer),
    tracing,
    ...(sandbox === undefined
      ? {}
      : { sandbox: [['/realms/careloom', sandbox.identity.router as RequestHandler]] as const }),
    onError: errorsOf(options, 'gateway'),
  })
}
