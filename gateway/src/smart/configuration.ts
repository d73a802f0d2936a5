import { reached } from '@careloom/config'
import { HttpProblem } from '../http/problem.ts'
import { fetchMs, type EhrConnection } from './connection.ts'

export type SmartConfiguration = {
  authorization_endpoint: string
  token_endpoint: string
  issuer?: string
  jwks_uri?: string
}

/** @throws HttpProblem 503 */
export async function smartConfiguration(connection: EhrConnection): Promise<SmartConfiguration> {
  const described = `${connection.fhirBase}/.well-known/smart-configuration`
  const found = await fetch(reached(connection, described), {
    signal: AbortSignal.timeout(fetchMs),
  }).catch(() => undefined)
  const body =
    found?.ok === true ? ((await found.json()) as Partial<SmartConfiguration>) : undefined
  if (body?.authorization_endpoint === undefined || body.token_endpoint === undefined)
    throw new HttpProblem(503, 'ehr-unreachable', {
      detail: 'The EHR does not answer. Nothing was sent; try again from the chart.',
    })
  return body as SmartConfiguration
}
