import { createRemoteJWKSet, jwtVerify } from 'jose'
import { reached } from '@careloom/config'
import { HttpProblem } from '../http/problem.ts'
import { fetchMs, type EhrConnection } from './connection.ts'

/** A launch that was begun: where its code is exchanged, and how its answer is verified. Any gateway may finish it. */
export type Begun = {
  readonly connectionId: string
  readonly verifier: string
  readonly tokenEndpoint: string
  readonly issuer?: string | undefined
  readonly jwksUri?: string | undefined
}

export type TokenAnswer = {
  access_token: string
  patient: string
  id_token?: string
  need_patient_banner?: boolean
}

/** @throws HttpProblem 400 */
export async function exchange(
  connection: EhrConnection,
  { verifier, tokenEndpoint }: Begun,
  code: string,
  redirectUri: string,
): Promise<TokenAnswer> {
  const basic = Buffer.from(
    `${encodeURIComponent(connection.clientId)}:${encodeURIComponent(connection.clientSecret)}`,
  ).toString('base64')
  const answer = await fetch(reached(connection, tokenEndpoint), {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
    signal: AbortSignal.timeout(fetchMs),
  }).catch(() => undefined)
  const body = answer?.ok === true ? ((await answer.json()) as Partial<TokenAnswer>) : undefined
  if (body?.access_token === undefined || body.patient === undefined)
    throw new HttpProblem(400, 'launch-refused', {
      detail: 'The EHR did not accept the launch. Open the app from the chart again.',
    })
  return body as TokenAnswer
}

/** Who is at the EHR's keyboard: `fhirUser` of a verified id token. */
export async function userOf(
  idToken: string | undefined,
  connection: EhrConnection,
  { issuer, jwksUri }: Begun,
): Promise<{ id: string; name: string }> {
  if (idToken === undefined || jwksUri === undefined || issuer === undefined)
    throw new HttpProblem(400, 'launch-refused', {
      detail: 'The EHR did not say who is signed in.',
    })
  const { payload } = await jwtVerify(
    idToken,
    createRemoteJWKSet(new URL(reached(connection, jwksUri))),
    {
      issuer,
      audience: connection.clientId,
    },
  ).catch(() => {
    throw new HttpProblem(400, 'launch-refused', {
      detail: 'The EHR’s statement of who is signed in could not be verified.',
    })
  })
  const fhirUser = typeof payload['fhirUser'] === 'string' ? payload['fhirUser'] : ''
  const id = /Practitioner\/([A-Za-z0-9.-]{1,64})$/.exec(fhirUser)?.[1]
  if (id === undefined)
    throw new HttpProblem(403, 'not-a-practitioner', { detail: 'Only practitioners can refer.' })
  return { id, name: typeof payload['name'] === 'string' ? payload['name'] : 'A clinician' }
}
