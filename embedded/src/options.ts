import type { Env } from '@careloom/config'
import type { EmbeddedHost, EmbeddedOptions } from '@careloom/hosting/embedded'
import type { OpenHospital, SystemClient } from '@careloom/sandbox'
import type { Logger, Tracing } from '@careloom/telemetry'

export type Options = {
  readonly dataDir: string
  /** Where the secrets are that must not lie with the data: `<dataDir>.secrets` unless said otherwise. */
  readonly secretsDir?: string
  /** Who remembers the heads of the logs: a file, and a syslog server as well. */
  readonly witnessFile?: string
  readonly syslog?: { readonly host: string; readonly port: number }
  readonly port: number
  /** What services and gateway are told, beside what the sandbox tells them. */
  readonly env?: Env
  /** False starts without the sandbox: `env` says all. */
  readonly sandbox?: boolean
  /** Where the sandbox's hospital is reached; 0, or nothing, chooses a port. */
  readonly hospitalPort?: number
  /** In a process of its own unless said otherwise. */
  readonly openHospital?: OpenHospital
  /** What the services run on; a measurement looks into it. */
  readonly openHost?: (options: EmbeddedOptions) => EmbeddedHost
  /** Loopback only while the sandbox is there: its sign-ins are no secret. */
  readonly host?: string
  /** False starts without sample people; so does every start without the sandbox. */
  readonly samplePeople: boolean
  readonly webDir: string
  readonly log: Logger
  /** Port of the metrics; 0 chooses one. */
  readonly metricsPort?: number
  readonly nowMs?: () => number
  /** Requests per minute and caller; the gateway's own default otherwise. */
  readonly rateLimit?: number
  readonly systems?: readonly SystemClient[]
  /** Where spans go; to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names, if it names one, otherwise. */
  readonly tracing?: Tracing
}
