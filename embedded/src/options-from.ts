import { join } from 'node:path'
import type { Env } from '@careloom/config'
import { dataPlaceIn } from '@careloom/hosting'
import { settings } from './config.ts'
import { checkEnvironment } from './environment.ts'
import type { Options } from './options.ts'

type Given = Pick<Options, 'log' | 'samplePeople'> & {
  /** The folder of the code, which holds the built web app and, unless the environment says otherwise, the data. */
  readonly root: string
}

/** How the environment says that it is to start. @throws WrongSettings that names every variable that is missing or wrong */
export function optionsFrom(env: Env, { root, ...given }: Given): Options {
  const about = { env, sandbox: env['CARELOOM_SANDBOX'] !== 'off', webDir: join(root, 'web/dist') }
  const { port, hospitalPort, host, metricsPort } = settings.read(checkEnvironment(about))
  const { syslog, ...place } = dataPlaceIn(env, root)
  return {
    ...given,
    ...about,
    ...place,
    ...(syslog === undefined ? {} : { syslog }),
    port,
    hospitalPort: hospitalPort ?? (port === 0 ? 0 : port + 1),
    host,
    metricsPort,
  }
}
