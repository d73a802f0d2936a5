import { randomBytes } from 'node:crypto'
import type { Server } from 'node:net'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import { createGateway, type Gateway } from '@careloom/gateway'
import { EmbeddedHost, type EmbeddedOptions } from '@careloom/hosting/embedded'
import { careloomClientId, embeddedIdentity, fhirBaseOf, forkHospital } from '@careloom/sandbox'
import { startAccess } from '@careloom/service-access'
import { startAssignments } from '@careloom/service-assignments'
import { startCarePlans } from '@careloom/service-care-plans'
import { smartConfiguration, startFhirAdapter } from '@careloom/service-fhir-adapter'
import { startOutcomes } from '@careloom/service-outcomes'
import { startPeople } from '@careloom/service-people'
import { startReferrals } from '@careloom/service-referrals'
import { startWorkforce } from '@careloom/service-workforce'
import { describeError, type Metrics, type Tracing } from '@careloom/telemetry'
import type { Operations } from './operations.ts'
import type { Options } from './options.ts'
import { harborConnectionId, mrnSystem, organizations, programs } from './world.ts'

/** What everything that is started is told. */
export type Start = {
  readonly options: Options
  readonly url: string
  readonly hospitalUrl: string
  readonly nowMs: () => number
  readonly tracing: Tracing
}

export const errorsOf = (options: Options, where: string) => (error: unknown) =>
  options.log('error', 'Something failed inside', { where, code: describeError(error) })

/** @param env is filled when the sandbox is there: services read it when they start */
export function hostOf(
  { options, nowMs, tracing }: Start,
  env: Record<string, string>,
): EmbeddedHost {
  const open = options.openHost ?? ((told: EmbeddedOptions) => new EmbeddedHost(told))
  return open({
    dataDir: options.dataDir,
    ...(options.secretsDir === undefined ? {} : { secretsDir: options.secretsDir }),
    ...(options.witnessFile === undefined ? {} : { witnessFile: options.witnessFile }),
    ...(options.syslog === undefined ? {} : { syslog: options.syslog }),
    tracing,
    env,
    nowMs,
    onError: (where, error) => errorsOf(options, where)(error),
  })
}

/** From here, as source and in the bundle. */
const sandboxFiles = join(import.meta.dirname, '../../sandbox')

/** The identity provider, and the hospital behind its own door. */
export async function startSandbox(
  { options, url, hospitalUrl, nowMs }: Start,
  door: Server,
  clientSecret: string,
) {
  const dataDir = `${options.dataDir}/sandbox`
  const open = options.openHospital ?? forkHospital
  const told = { base: hospitalUrl, dataDir, files: sandboxFiles, careloomBase: url, clientSecret }
  const [identity, hospital] = await Promise.all([
    embeddedIdentity({
      base: url,
      dataDir,
      now: nowMs,
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
  const access = await startAccess(host)
  await Promise.all([
    startPeople(host),
    startReferrals(host),
    startWorkforce(host),
    startAssignments(host),
    startCarePlans(host),
    startOutcomes(host),
    startFhirAdapter(host, access, onError),
  ])
  return access
}

/** What the hospital and Careloom share: made at every start, told to both, kept nowhere. */
export const newClientSecret = (): string => randomBytes(32).toString('base64url')

type Behind = {
  readonly host: EmbeddedHost
  readonly access: Awaited<ReturnType<typeof startAccess>>
  readonly operations: Operations
  readonly sandbox: Awaited<ReturnType<typeof startSandbox>>
  readonly measured: Metrics
}

export function openGateway(
  { options, url, tracing }: Start,
  { host, access, operations, sandbox: { identity }, measured }: Behind,
): Gateway {
  return createGateway({
    host,
    access,
    operations,
    smartConfiguration: smartConfiguration(url),
    tracing,
    observe: measured.observeRequest,
    sandbox: [['/realms/careloom', identity.router as RequestHandler]],
    onError: errorsOf(options, 'gateway'),
  })
}

/** What the services are configured by: the sandbox's world. */
export function environment(
  { options, url, hospitalUrl }: Start,
  clientSecret: string,
): Record<string, string> {
  const connection = {
    connectionId: harborConnectionId,
    organizationId: organizations.harborHospital.id,
    name: organizations.harborHospital.name,
    fhirBase: fhirBaseOf(hospitalUrl),
    clientId: careloomClientId,
    clientSecret,
    mrnSystem,
  }
  return {
    REFERRALS_PROGRAMS: JSON.stringify(programs),
    FHIR_ADAPTER_BASE_URL: url,
    FHIR_ADAPTER_CONNECTIONS: JSON.stringify([connection]),
    GATEWAY_ORIGIN: url,
    GATEWAY_CONNECTIONS: JSON.stringify([connection]),
    GATEWAY_WEB_DIR: options.webDir,
    ...(options.rateLimit === undefined
      ? {}
      : { GATEWAY_RATE_LIMIT_PER_MINUTE: String(options.rateLimit) }),
  }
}
