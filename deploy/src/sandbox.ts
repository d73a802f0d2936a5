import type { Env } from '@careloom/config'
import { sandboxCallers, sandboxTells, timeZone } from '@careloom/embedded/world'

/** Where people reach a house that is there to try it out: as `npm start` serves it. */
export const [productUrl, hospitalUrl] = ['http://localhost:8080', 'http://localhost:8081']

/** Where the containers of that house reach what people reach at these. */
export const within = { product: 'http://web:8080', hospital: 'http://hospital:8081' }

/** It is the sandbox's, known to whoever reads this: a house has its own. */
export const sandboxSecret = 'sandbox'

/** What the sandbox tells every container; `compose.yaml` reads it from `sandbox.env`. */
export function sandboxEnvironment(): Env {
  const callers = Object.entries(sandboxCallers).map(([name, { calls }]) => ({ name, calls }))
  return {
    ...sandboxTells({
      url: productUrl,
      hospitalUrl,
      hospitalReachedAt: within.hospital,
      clientSecret: sandboxSecret,
      gatewaySecret: sandboxSecret,
    }),
    CARELOOM_TIME_ZONE: timeZone,
    CARELOOM_MORE_CALLERS: JSON.stringify(callers),
  }
}

/** The file as it must be. */
export function sandboxFile(): string {
  const lines = Object.entries(sandboxEnvironment()).map(([name, value]) => `${name}=${value}\n`)
  return `# What the sandbox tells every container. \`npm run describe-settings\` writes this.\n${lines.join('')}`
}
