import assert from 'node:assert/strict'
import {
  clientToken,
  fhir,
  reasonsOf,
  startProduct,
  type Fhir,
  type FhirAnswer,
  type Product,
  type Resource,
} from '@careloom/e2e'
import { consent, harborPeers, patient, serviceRequest } from './resources.ts'

/** The product with two systems that speak FHIR to it: the hospital's and the programme's. */
export type FhirWorld = {
  readonly product: Product
  readonly client: Fhir
  readonly programme: Fhir
  newPatient(): Promise<Resource>
  /** Somebody whose referral to a programme is waiting for its answer. */
  referred(programId?: string, organization?: string, substanceUse?: boolean): Promise<Referred>
}
type Referred = {
  readonly person: Resource
  readonly request: Resource
  readonly consentId: string
}

export async function openFhirWorld(): Promise<FhirWorld> {
  const peers = {
    clientId: 'harbor-peers',
    name: 'Harbor Peers',
    organization: harborPeers,
    roles: ['system'],
    scope: 'system/*.cruds',
    proof: { secret: 'peers' },
  }
  const product = await startProduct({ systems: [peers] })
  const client = fhir(product.url, await clientToken(product.url))
  const programme = fhir(
    product.url,
    await clientToken(product.url, 'system/*.cruds', peers.clientId, 'peers'),
  )
  const newPatient = async (): Promise<Resource> => (await client.create(patient())).body
  return {
    product,
    client,
    programme,
    newPatient,
    async referred(programId, organization, substanceUse = true) {
      const person = await newPatient()
      const { body: given } = await client.create(consent(person.id, organization, substanceUse))
      const { status, body: request } = await client.create(serviceRequest(person.id, programId))
      assert.equal(status, 201, reasonsOf(request).join(' '))
      return { person, request, consentId: given.id }
    },
  }
}

export const matches = (body: unknown): Resource[] =>
  ((body as { entry?: { resource: Resource; search?: { mode: string } }[] }).entry ?? [])
    .filter(({ search }) => search?.mode === 'match')
    .map(({ resource }) => resource)
export const idsOf = (body: unknown): string[] => matches(body).map(({ id }) => id)
export const etag = ({ headers }: FhirAnswer): string => headers.get('etag') ?? ''
export const nextOf = (body: Resource): string | undefined =>
  (body['link'] as { relation: string; url: string }[]).find(({ relation }) => relation === 'next')
    ?.url
