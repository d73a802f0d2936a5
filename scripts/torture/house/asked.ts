import { fhir } from '@careloom/e2e'
import { callAs, type Replica } from '@careloom/e2e/cluster'
import { callers } from '../../../proto/src/callers.ts'
import { FhirAdapterServiceDefinition } from '../../../proto/src/fhir-adapter.ts'
import type { World } from './world.ts'

export type Answer = 'data' | 'none' | 'shut' | 'unanswered'

/** Asks one process, past whatever stands before it, for the care team of a person. */
export type Ask = () => Promise<Answer>

const withinMs = 5_000

const inWords = (status: number, body: string): Answer =>
  status === 503 ? 'shut' : body.includes('"CareTeam"') ? 'data' : 'none'

export function atGateway({ ports }: Replica, token: string, personId: string): Ask {
  const client = fhir(`http://127.0.0.1:${ports.http}`, token)
  return () =>
    client.read(`CareTeam?patient=${personId}&status=active`).then(
      ({ status, body }) => inWords(status, JSON.stringify(body)),
      () => 'unanswered',
    )
}

/** As the gateway asks it for the hospital. */
export function atAdapter(
  { house }: World,
  { ports }: Replica,
  personId: string,
): Ask & Disposable {
  const gateway = { folder: house.folder, name: 'gateway', callers }
  const address = `dns:127.0.0.1:${ports.grpc}`
  const { client, close } = callAs(gateway, FhirAdapterServiceDefinition, address)
  const ask = () => {
    const request = {
      actor: hospital,
      method: 'GET',
      path: 'CareTeam',
      query: `patient=${personId}&status=active`,
    }
    const metadata = {
      actor: hospital.id,
      organization: hospital.organization,
      causationId: crypto.randomUUID(),
    }
    const asked = { ...request, body: '', requestId: metadata.causationId }
    return client.interact(asked, { metadata, timeoutMs: withinMs }).then(
      ({ status, body }) => inWords(status, body),
      () => 'unanswered' as const,
    )
  }
  return Object.assign(ask, { [Symbol.dispose]: close })
}

const hospital = {
  id: 'service-account-hospital',
  roles: ['system'],
  organization: '0190a000-0000-7000-8000-000000000001',
  scopes: ['system/*.cruds'],
}
