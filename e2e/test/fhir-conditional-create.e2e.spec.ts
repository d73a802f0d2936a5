import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { type FhirAnswer, reasonsOf } from '@careloom/e2e'
import { idsOf, openFhirWorld, type FhirWorld } from './fhir-world.ts'
import {
  condition,
  consent,
  harborPeers,
  newIdentifier,
  patient,
  serviceRequest,
} from './resources.ts'

const parallel = 64

describe('a conditional create', () => {
  let world: FhirWorld
  beforeAll(async () => {
    world = await openFhirWorld()
  })
  afterAll(() => world.product.close())

  async function makesOne(create: () => Promise<FhirAnswer>): Promise<string> {
    const answers = await Promise.all(Array.from({ length: parallel }, create))
    assert.deepEqual(
      [...new Set(answers.map(({ status }) => status))].sort(),
      [200, 201],
      answers.flatMap(({ body }) => reasonsOf(body))[0],
    )
    assert.equal(answers.filter(({ status }) => status === 201).length, 1)
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
    return answers[0]?.body.id ?? ''
  }

  it('makes one Patient under 64 parallel requests', async () => {
    const identifier = newIdentifier()
    const id = await makesOne(() =>
      world.client.create(patient(identifier), { 'if-none-exist': condition(identifier) }),
    )
    assert.deepEqual(
      idsOf(
        await world.client.search(`Patient?identifier=${identifier.system}|${identifier.value}`),
      ),
      [id],
    )
  })

  it('finds the Patient by the identifier it names, whichever comes first', async () => {
    const [first, second] = [newIdentifier('urn:a'), newIdentifier('urn:b')]
    const { body: known } = await world.client.create(patient(second))
    const both = { ...patient(first), identifier: [first, second] }
    const again = await world.client.create(both, { 'if-none-exist': condition(second) })
    assert.deepEqual([again.status, again.body.id], [200, known.id])
  })

  it('makes one Consent and one ServiceRequest under 64 parallel requests each', async () => {
    const { id } = await world.newPatient()
    const [ours, theirs] = [newIdentifier(), newIdentifier()]
    const given = await makesOne(() =>
      world.client.create(consent(id, harborPeers, true, { identifier: [ours] }), {
        'if-none-exist': condition(ours),
      }),
    )
    assert.deepEqual(
      idsOf(await world.client.search(`Consent?identifier=${ours.system}|${ours.value}`)),
      [given],
    )
    const asked = await makesOne(() =>
      world.client.create(serviceRequest(id, undefined, { identifier: [theirs] }), {
        'if-none-exist': condition(theirs),
      }),
    )
    assert.deepEqual(idsOf(await world.client.search(`ServiceRequest?patient=${id}`)), [asked])
  })

  it('answers the same ServiceRequest after it is over', async () => {
    const { id } = await world.newPatient()
    await world.client.create(consent(id))
    const identifier = newIdentifier()
    const create = () =>
      world.client.create(serviceRequest(id, undefined, { identifier: [identifier] }), {
        'if-none-exist': condition(identifier),
      })
    const { body } = await create()
    await world.client.update(
      { ...body, status: 'revoked' },
      `W/"${(body['meta'] as { versionId: string }).versionId}"`,
    )
    const again = await create()
    assert.deepEqual([again.status, again.body.id, again.body['status']], [200, body.id, 'revoked'])
  })

  it('refuses a condition that it cannot hold', async () => {
    const identifier = newIdentifier()
    assert.equal(
      (await world.client.create(patient(identifier), { 'if-none-exist': 'name=Robin' })).status,
      412,
    )
    assert.equal(
      (
        await world.client.create(patient(identifier), {
          'if-none-exist': condition(newIdentifier()),
        })
      ).status,
      412,
    )
  })
})
