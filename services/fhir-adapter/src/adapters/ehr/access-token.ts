import { reached } from '@careloom/config'
import type { Connection } from '../../config.ts'
import { object } from '../../domain/json.ts'
import { text } from './json.ts'

export const deadlineMs = 8_000
const scope = 'system/Patient.rs system/DocumentReference.crs'

/** A backend client's token (SMART backend services with a secret), and until when it is used. @throws Error with the status of the answer */
export async function accessToken(
  connection: Connection,
): Promise<{ value: string; until: number }> {
  const described = `${connection.fhirBase}/.well-known/smart-configuration`
  const configuration = await fetch(reached(connection, described), {
    signal: AbortSignal.timeout(deadlineMs),
  })
  const smart = object(await configuration.json())
  const endpoint = text(smart['token_endpoint']) ?? ''
  const basic = Buffer.from(
    `${encodeURIComponent(connection.clientId)}:${encodeURIComponent(connection.clientSecret)}`,
  ).toString('base64')
  const answer = await fetch(reached(connection, endpoint), {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    signal: AbortSignal.timeout(deadlineMs),
  })
  const body = object(await answer.json())
  const value = text(body['access_token'])
  if (!answer.ok || value === undefined)
    throw Object.assign(new Error('token refused'), { response: { status: answer.status } })
  return { value, until: Date.now() + Number(body['expires_in'] ?? 60) * 900 }
}
