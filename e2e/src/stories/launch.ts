import { randomUUID } from 'node:crypto'
import { apiClient } from '@careloom/web-api'
import { sessionOf, visitor, type Session } from '../sign-in.ts'

type At = { readonly base: string; readonly hospitalBase: string }

/** Opens Careloom from the chart of a patient in the sandbox hospital (SMART App Launch 2.2, EHR launch), as its clinician. */
export async function launch({ base, hospitalBase }: At, patientId: string): Promise<Session> {
  const visit = visitor()
  await visit(`${hospitalBase}/ehr/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: hospitalBase },
    body: new URLSearchParams({ username: 'clinician', password: 'sandbox' }),
  })
  let location = new URL(`${hospitalBase}/ehr/patients/${patientId}/launch`)
  for (let hop = 0; hop < 12 && !location.hash.startsWith('#handoff='); hop++) {
    const response = await visit(location.href)
    const next = response.headers.get('location')
    if (next === null) throw new Error(`${location.pathname} answered ${response.status}`)
    location = new URL(next, location)
  }
  const body = { code: location.hash.slice('#handoff='.length) }
  const options = { idempotencyKey: randomUUID() }
  const { token } = await apiClient(fetch, base)('exchangeHandoff', { body }, options)
  return sessionOf(base, token)
}
