import { InvalidInput } from '@careloom/event-sourcing'
import type { EhrConnection } from './smart/connection.ts'

export type Config = {
  /** The product's public origin, without a slash at its end. */
  readonly origin: string
  readonly realm: string
  readonly audience: string
  /** Where the identity provider's signing keys are fetched; the issuer itself if not set. */
  readonly realmUrl: string | undefined
  readonly connections: readonly EhrConnection[]
  readonly webDir: string
  /** Requests per minute and caller. */
  readonly rateLimit: number
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads `GATEWAY_ORIGIN`, `GATEWAY_REALM`, `GATEWAY_AUDIENCE`, `GATEWAY_REALM_URL`, `GATEWAY_CONNECTIONS` (JSON array),
 * `GATEWAY_WEB_DIR` and `GATEWAY_RATE_LIMIT_PER_MINUTE`.
 * @throws InvalidInput naming the variable that is wrong
 */
export function loadConfig(env: Env): Config {
  const origin = env['GATEWAY_ORIGIN'] ?? ''
  if (!URL.canParse(origin))
    throw new InvalidInput('GATEWAY_ORIGIN', 'must be the public address of the product')
  const rateLimit = Number(env['GATEWAY_RATE_LIMIT_PER_MINUTE'] ?? 6_000)
  if (!Number.isSafeInteger(rateLimit) || rateLimit < 1)
    throw new InvalidInput('GATEWAY_RATE_LIMIT_PER_MINUTE', 'must be a whole number from 1')
  return Object.freeze({
    origin: origin.replace(/\/$/, ''),
    realm: env['GATEWAY_REALM'] ?? 'careloom',
    audience: env['GATEWAY_AUDIENCE'] ?? 'careloom-gateway',
    realmUrl: env['GATEWAY_REALM_URL'],
    connections: connectionsOf(env['GATEWAY_CONNECTIONS']),
    webDir: env['GATEWAY_WEB_DIR'] ?? 'web/dist',
    rateLimit,
  })
}

const fields = [
  'connectionId',
  'organizationId',
  'name',
  'fhirBase',
  'clientId',
  'clientSecret',
] as const

function connectionsOf(text: string | undefined): readonly EhrConnection[] {
  if (text === undefined) return []
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InvalidInput('GATEWAY_CONNECTIONS', 'must be JSON')
  }
  if (!Array.isArray(value)) throw new InvalidInput('GATEWAY_CONNECTIONS', 'must be a JSON array')
  return value.map((entry: unknown, i) => {
    const record =
      typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {}
    const missing = fields.find(
      (field) => typeof record[field] !== 'string' || record[field] === '',
    )
    if (missing !== undefined)
      throw new InvalidInput(`GATEWAY_CONNECTIONS[${i}].${missing}`, 'must be a text')
    return Object.freeze(record) as EhrConnection
  })
}
