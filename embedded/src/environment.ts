import { checkSettings, WrongSettings, type Env } from '@careloom/config'
import { everySetting } from './config.ts'
import type { Options } from './options.ts'
import { sandboxTells, timeZone, type Told } from './world.ts'

type About = Pick<Options, 'env' | 'sandbox' | 'webDir' | 'rateLimit'>

/** What services and gateway are told: by the environment, and by the sandbox where it is there. */
export function environmentOf({ env = {}, sandbox, webDir, rateLimit }: About, told: Told): Env {
  return {
    GATEWAY_WEB_DIR: webDir,
    ...(rateLimit === undefined ? {} : { GATEWAY_RATE_LIMIT_PER_MINUTE: String(rateLimit) }),
    ...(sandbox === false ? {} : { CARELOOM_TIME_ZONE: timeZone }),
    ...Object.fromEntries(Object.entries(env).filter(([, text]) => text !== '')),
    ...(sandbox === false ? {} : sandboxTells(told)),
  }
}

/**
 * Before anything is touched: what services and gateway would be told, at some address.
 * @throws WrongSettings that names every variable that is missing or wrong
 */
export function checkEnvironment(options: About): Env {
  const [anywhere, made] = ['http://localhost', 'made at the start']
  const told = { url: anywhere, hospitalUrl: anywhere, clientSecret: made, gatewaySecret: made }
  const { env = {}, sandbox } = options
  const taken = sandbox === false ? [] : Object.keys(sandboxTells(told)).filter((name) => env[name])
  const problems = taken.map(
    (name) => `${name} is what the sandbox sets. Start without it to set it: CARELOOM_SANDBOX=off`,
  )
  const all = environmentOf(options, told)
  try {
    checkSettings(everySetting, all)
  } catch (error) {
    if (error instanceof WrongSettings) problems.push(...error.problems)
    else throw error
  }
  if (problems.length > 0) throw new WrongSettings(problems)
  return all
}
