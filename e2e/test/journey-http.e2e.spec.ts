import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { journey, startProduct, type Product } from '@careloom/e2e'
import { forkHospital } from '@careloom/sandbox'

type Json = Record<string, unknown>
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Json
const active = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
}

describe('the whole way over HTTP alone', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ openHospital: forkHospital })
  })
  afterAll(() => product.close())

  const people = join(import.meta.dirname, '../../sandbox/people')
  const samples = globSync('*.json', { cwd: people })
    .sort()
    .flatMap((file) => {
      const bundle = read(join(people, file))
      const resources =
        bundle['resourceType'] === 'Bundle'
          ? ((bundle['entry'] ?? []) as { resource: Json }[]).map(({ resource }) => resource)
          : [bundle]
      return resources
        .filter(({ resourceType }) => resourceType === 'Patient')
        .map((patient) => [file, patient] as const)
    })

  it('has sample people of its own', () => assert.ok(samples.length >= 5))

  for (const [file, patient] of samples.slice(0, 2))
    it(`leads to a care team for ${file}`, async () => {
      const { careTeam } = await journey(product.url, { patient, serviceRequest: active })
      const participants = careTeam['participant'] as {
        role: { coding?: { code: string }[] }[]
        member: { reference: string }
      }[]
      const peer = participants.find(({ member }) =>
        member.reference.startsWith('PractitionerRole/'),
      )
      assert.equal(peer?.role[0]?.coding?.[0]?.code, '175T00000X')
    })

  it('refuses a request that is not active with a clear 422 before it goes on', async () => {
    const { steps } = await journey(product.url, {
      patient: { ...samples[3]?.[1], identifier: [{ system: 'urn:completed', value: '1' }] },
      serviceRequest: { ...active, status: 'completed' },
    })
    assert.ok(steps.some(({ resource }) => /^422 .*must be active/.test(resource)))
  })

  const hl7 = join(import.meta.dirname, 'hl7-behavioral-health')
  it('takes HL7’s own example person the whole way', async () => {
    const patient = read(join(hl7, 'patient-bh-patient-example.json'))
    const serviceRequest = read(
      join(hl7, 'servicerequest-ServiceRequest-peer-mentoring-example-1.json'),
    )
    const { careTeam, steps } = await journey(product.url, { patient, serviceRequest })
    assert.equal(careTeam['status'], 'active')
    assert.ok(steps.some(({ resource }) => resource.startsWith('422 ')))
  })
})
