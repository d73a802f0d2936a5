import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { type FhirAnswer, reasonsOf } from '@careloom/e2e'
import { idsOf, matches, nextOf, openFhirWorld, type FhirWorld } from './fhir-world.ts'
import { newIdentifier, patient } from './resources.ts'

describe('a search', () => {
  let world: FhirWorld
  beforeAll(async () => {
    world = await openFhirWorld()
  })
  afterAll(() => world.product.close())

  it('takes prefixes of _lastUpdated', async () => {
    const { body } = await world.client.create(patient())
    const { lastUpdated } = body['meta'] as { lastUpdated: string }
    const holds = async (value: string) =>
      idsOf(await world.client.search(`Patient?_id=${body.id}&_lastUpdated=${value}`)).length === 1
    const [earlier, later] = [-1_000, 1_000].map((ms) =>
      new Date(Date.parse(lastUpdated) + ms).toISOString(),
    )
    for (const value of [
      lastUpdated,
      lastUpdated.slice(0, 19) + 'Z',
      lastUpdated.slice(0, 10),
      `ge${lastUpdated}`,
      `le${lastUpdated}`,
      `gt${earlier}`,
      `lt${later}`,
      `ne${earlier}`,
      `sa${earlier}`,
    ])
      assert.ok(await holds(value), value)
    for (const value of [
      `gt${lastUpdated}`,
      `lt${lastUpdated}`,
      `ne${lastUpdated.slice(0, 10)}`,
      `ge${later}`,
      `eb${earlier}`,
    ])
      assert.ok(!(await holds(value)), value)
    for (const value of ['yesterday', 'ge', '2026-01-01T25:00:00Z'])
      assert.equal((await world.client.read(`Patient?_lastUpdated=${value}`)).status, 400, value)
  })

  it('pages by links that neither lose nor repeat a row while rows are added', async () => {
    const family = 'Steady'
    const before = await Promise.all(
      Array.from(
        { length: 12 },
        async () => (await world.client.create(patient(newIdentifier(), family))).body.id,
      ),
    )
    const seen: string[] = []
    let next: string | undefined = `Patient?family=${family}&_count=2`
    while (next !== undefined) {
      const { body }: FhirAnswer = await world.client.read(next)
      seen.push(...idsOf(body))
      next = nextOf(body)
      if (seen.length < 12) await world.client.create(patient(newIdentifier(), family))
    }
    assert.equal(new Set(seen).size, seen.length)
    assert.deepEqual(
      before.filter((id) => !seen.includes(id)),
      [],
    )
  })

  it('pages through what follows from configuration, too', async () => {
    const { body } = await world.client.read('HealthcareService?_count=1')
    const next = nextOf(body) ?? ''
    const [first, second] = [idsOf(body), idsOf((await world.client.read(next)).body)]
    assert.deepEqual([first.length, second.length, first[0] === second[0]], [1, 1, false])
  })

  it('keeps to its limits', async () => {
    for (const count of ['-1', 'x', '1.5'])
      assert.equal((await world.client.read(`Patient?_count=${count}`)).status, 400)
    assert.ok(matches((await world.client.read('Patient?_count=999999')).body).length <= 200)
    assert.equal((await world.client.read('Patient?_cursor=nonsense')).status, 400)
  })

  it('includes what a Task is about', async () => {
    const { person, request } = await world.referred()
    const bundle = await world.client.search(`Task?patient=${person.id}&_include=Task:focus`)
    assert.deepEqual(
      bundle.entry?.map(({ resource, search }) => `${resource.resourceType} ${search?.mode ?? ''}`),
      ['Task match', 'ServiceRequest include'],
    )
    assert.equal(bundle.entry?.[1]?.resource.id, request.id)
    assert.equal((await world.client.read('Task?_include=Task:nothing')).status, 400)
  })

  it('names a parameter that it does not know, and refuses it when handling is strict', async () => {
    for (const parameter of ['shoe-size', '_sort', '_include:iterate']) {
      const query = `Task?${parameter}=date`
      const lenient = await world.client.search(query)
      const outcome = lenient.entry?.find(({ search }) => search?.mode === 'outcome')?.resource
      assert.equal(outcome?.resourceType, 'OperationOutcome', parameter)
      assert.ok(reasonsOf(outcome).join(' ').includes(parameter))
      const strict = await world.client.send('GET', query, undefined, { prefer: 'handling=strict' })
      assert.equal(strict.status, 400)
      assert.ok(reasonsOf(strict.body).join(' ').includes(parameter))
    }
  })

  it('refuses what narrows it in a way that is not supported, for more would be found', async () => {
    for (const query of [
      'ServiceRequest?patient:identifier=urn:mrn|none',
      'ServiceRequest?patient.identifier=urn:mrn|none',
      'ServiceRequest?patient:Patient.identifier=urn:mrn|none',
      'Patient?family:exact=zz',
      'Patient?name:contains=zz',
      'Patient?identifier:of-type=a|b|c',
      'Patient?birthdate:above=2020',
      'Patient?_id:not=x',
      'Patient?_lastUpdated:missing=true',
      'Patient?gender:missing=banana',
      'Patient?_has:Task:patient:status=requested',
      'Patient?_filter=name eq zz',
      'Task?status:above=requested',
      'Task?owner:nonsense=x',
      'HealthcareService?name:exact=x',
    ]) {
      const { status, body } = await world.client.read(query)
      assert.deepEqual([status, body.resourceType], [400, 'OperationOutcome'], query)
    }
  })

  it('takes the type of a reference as modifier', async () => {
    const { request } = await world.referred()
    const by = async (type: string) =>
      idsOf(await world.client.search(`Task?focus:${type}=${request.id}`))
    assert.deepEqual([await by('ServiceRequest'), await by('Task')], [[request.id], []])
  })

  it('costs no more than it may, however it is sent, and others are answered meanwhile', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const post = (type: string, body: string) =>
      world.client.send('POST', `${type}/_search`, body, form)
    const many = (count: number, each: string) => each.repeat(count).slice(0, -1)
    for (const [type, body, status] of [
      ['Practitioner', many(140_000, 'name=a&'), 414],
      ['Task', many(4_000, 'status:not=x&'), 400],
      ['Task', `code:not=${many(10_000, 'abc,')}`, 400],
      ['Patient', `_id=${many(1_500, '0190a000-0000-7000-8000-000000000401,')}`, 400],
      ['Task', many(101, '_lastUpdated=ge2020&'), 400],
      ['Task', many(100, '_lastUpdated=ge2020&'), 200],
    ] as const) {
      const answer = await post(type, body)
      assert.deepEqual(
        [answer.status, answer.body.resourceType],
        [status, status === 200 ? 'Bundle' : 'OperationOutcome'],
      )
    }
    const query = many(101, 'status:not=x&')
    for (const path of ['Task', 'Task/x/_history'])
      assert.equal((await world.client.read(`${path}?${query}`)).status, 400, path)
  })

  it('may be posted', async () => {
    const { person, request } = await world.referred()
    const posted = await world.client.send('POST', 'Task/_search', `patient=${person.id}`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    assert.deepEqual([posted.status, idsOf(posted.body)], [200, [request.id]])
  })
})
