import {
  byDefault,
  house,
  oneOf,
  optional,
  port,
  settingsOf,
  shortText,
  type ConfigOf,
  type Settings,
} from '@careloom/config'
import { settings as gateway } from '@careloom/gateway/config'
import { settings as data } from '@careloom/hosting/config'
import { settings as assignments } from '@careloom/service-assignments/config'
import { settings as carePlans } from '@careloom/service-care-plans/config'
import { settings as fhirAdapter } from '@careloom/service-fhir-adapter/config'
import { settings as outcomes } from '@careloom/service-outcomes/config'
import { settings as referrals } from '@careloom/service-referrals/config'
import { settings as telemetry } from '@careloom/telemetry/config'

export const settings = settingsOf('process', {
  port: byDefault('PORT', port, '8080', 'the port of the product; 0 takes any'),
  host: byDefault(
    'HOST',
    shortText(253),
    '127.0.0.1',
    'the address on which it listens: of loopback only while the sandbox is there',
  ),
  metricsPort: byDefault(
    'METRICS_PORT',
    port,
    '0',
    'the port of the metrics; 0 takes any and prints it',
  ),
  sandbox: byDefault(
    'CARELOOM_SANDBOX',
    oneOf('on', 'off'),
    'on',
    'the sandbox, with its hospital, its sign-ins and its programmes. `on` sets `CARELOOM_ORIGIN`, `CARELOOM_ISSUER`, ' +
      '`CARELOOM_CONNECTIONS`, `REFERRALS_PROGRAMS` and, unless you do, `CARELOOM_TIME_ZONE`; `off` asks you for all of them',
  ),
  hospitalPort: optional(
    'HOSPITAL_PORT',
    port,
    "the port of the sandbox's hospital; 0 takes any",
    'the port after `PORT`',
  ),
  timeZone: house.timeZone,
})

export type Config = ConfigOf<typeof settings>

/** Everything that can be set where all services are one process. */
export const everySetting: readonly Settings[] = [
  settings,
  data,
  gateway,
  fhirAdapter,
  referrals,
  assignments,
  carePlans,
  outcomes,
  telemetry,
]
