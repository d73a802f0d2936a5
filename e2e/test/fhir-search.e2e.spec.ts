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
    for (const parameter of ['shoe-size', '_sort', '_include:iterate', 'status:above']) {
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

  it('may be posted', async () => {
    const { person, request } = await world.referred()
    const posted = await world.client.send('POST', 'Task/_search', `patient=${person.id}`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    assert.deepEqual([posted.status, idsOf(posted.body)], [200, [request.id]])
  })
})
