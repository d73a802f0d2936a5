import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { journey, startProduct, type Product } from '@careloom/e2e'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { WorkforceServiceDefinition } from '@careloom/proto/workforce'

const patient = {
  resourceType: 'Patient',
  name: [{ family: 'Caller', given: ['Ada'] }],
  identifier: [{ system: 'urn:callers', value: '1' }],
}
const serviceRequest = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
}

describe('who calls whom, and for whom', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({}, { provoked: true })
  })
  afterAll(() => product.close())

  const asked = (caller: string, actor: string) =>
    product.host
      .as(caller)
      .client(PeopleServiceDefinition)
      .listPeople({ personIds: [] }, { metadata: { actor, causationId: 'c' } })

  it('is as it is declared on the whole way of a referral', async () => {
    const { careTeam } = await journey(product.url, { patient, serviceRequest })
    assert.equal(careTeam['status'], 'active')
    await product.host.settled()
    assert.deepEqual(product.host.refusals(), [])
  })

  it('lets the gateway ask for somebody, and a service only by itself', async () => {
    await asked('gateway', 'ada')
    await asked('referrals', 'system:referrals.on-assignment')
    for (const [caller, actor] of [
      ['referrals', 'ada'],
      ['referrals', 'system:people'],
      ['gateway', 'system:people'],
      ['fhir-adapter', 'ada'],
    ] as const)
      await assert.rejects(asked(caller, actor), { code: 'CL_CALLER_NOT_PERMITTED' })
    // It asks nobody at all.
    await assert.rejects(asked('workforce', 'system:workforce'), { code: 'CL_CALLER_UNKNOWN' })
    const workforce = product.host.as('referrals').client(WorkforceServiceDefinition)
    const call = { metadata: { actor: 'system:referrals', causationId: 'c' } }
    await assert.rejects(workforce.listPeerWorkers({ peerWorkerIds: [] }, call), {
      code: 'CL_CALLER_NOT_PERMITTED',
    })
  })

  it('is in the log and in the metrics where it was refused', async () => {
    await assert.rejects(asked('people', 'ada'))
    assert.ok(product.lines.some((line) => line.includes('CL_CALLER_REFUSED')))
    const metrics = await fetch(`http://127.0.0.1:${product.metricsPort}/metrics`)
    assert.match(
      await metrics.text(),
      /careloom_calls_refused_total\{caller="people",method="careloom\.people\.v1\.PeopleService\/ListPeople",reason="caller-not-declared"\} 1/,
    )
  })
})
