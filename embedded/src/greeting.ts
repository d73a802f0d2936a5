import { settings as gateway } from '@careloom/gateway/config'
import type { Options } from './options.ts'
import type { Running } from './start.ts'
import { howToBegin } from './world.ts'

/** Where to go, for whoever started it. */
export function greeting(running: Running, options: Options): string {
  return running.hospitalUrl === undefined
    ? onItsOwn(running, options)
    : withSandbox(running, options)
}

const withSandbox = (running: Running, options: Options) => `
Careloom is running.

  Product            ${running.url}
  Sandbox hospital   ${running.hospitalUrl}/ehr (a process of its own)
${places(running.url, running, options)}

${howToBegin}
  Stop with Ctrl-C.
`

function onItsOwn(running: Running, options: Options): string {
  const { origin, realm } = gateway.read(options.env ?? {})
  return `
Careloom is running, without the sandbox.

  Product            ${origin}
  Listens at         ${running.url} (${options.host ?? 'loopback'})
  Sign in at         ${realm.issuer}
${places(origin, running, options)}

  Stop with Ctrl-C.
`
}

const places = (base: string, { metricsPort }: Running, options: Options) =>
  `  FHIR base          ${base}/fhir
  API description    ${base}/api/openapi.json
  Metrics            http://localhost:${metricsPort}/metrics
  Data               ${options.dataDir}
  Secrets            ${options.secretsDir} (not to be copied with the data)`
