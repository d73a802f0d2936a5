import { InvalidInput } from '@careloom/event-sourcing'
import { object } from './domain/json.ts'

export type Config = {
  /** The public FHIR base, without a slash at its end. */
  readonly base: string
  readonly connections: readonly Connection[]
  readonly organizations: ReadonlyMap<string, string>
}

/** A hospital's EHR that we may call. */
export type Connection = {
  readonly connectionId: string
  readonly organizationId: string
  readonly name: string
  readonly fhirBase: string
  readonly clientId: string
  readonly clientSecret: string
  /** The assigning authority of its medical record numbers. */
  readonly mrnSystem: string
}

/**
 * Reads `FHIR_ADAPTER_BASE_URL` (public base of the product) and `FHIR_ADAPTER_CONNECTIONS` (JSON array).
 * @throws InvalidInput naming the variable and the field that is wrong
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const origin = env['FHIR_ADAPTER_BASE_URL']
  if (origin === undefined || !URL.canParse(origin))
    throw new InvalidInput('FHIR_ADAPTER_BASE_URL', 'must be the public address of the product')
  const connections = list('FHIR_ADAPTER_CONNECTIONS', env['FHIR_ADAPTER_CONNECTIONS']).map(
    parseConnection,
  )
  const organizations = new Map(connections.map((each) => [each.organizationId, each.name]))
  return Object.freeze({ base: `${origin.replace(/\/$/, '')}/fhir`, connections, organizations })
}

function list(variable: string, text: string | undefined): readonly unknown[] {
  if (text === undefined) return []
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InvalidInput(variable, 'must be JSON')
  }
  if (!Array.isArray(value)) throw new InvalidInput(variable, 'must be a JSON array')
  return value
}

function parseConnection(entry: unknown, i: number): Connection {
  const value = object(entry)
  const field = (name: string): string => {
    const text = value[name]
    if (typeof text !== 'string' || text === '')
      throw new InvalidInput(`FHIR_ADAPTER_CONNECTIONS[${i}].${name}`, 'must be a text')
    return text
  }
  return Object.freeze({
    connectionId: field('connectionId'),
    organizationId: field('organizationId'),
    name: field('name'),
    fhirBase: field('fhirBase').replace(/\/$/, ''),
    clientId: field('clientId'),
    clientSecret: field('clientSecret'),
    mrnSystem: field('mrnSystem'),
  })
}
