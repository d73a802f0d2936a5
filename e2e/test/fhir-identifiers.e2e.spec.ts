import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { clientToken, fhir, startProduct, type Fhir, type Product } from '@careloom/e2e'
import { etag, idsOf } from './fhir-world.ts'
import { condition, newIdentifier, patient } from './resources.ts'

const mrnSystem = 'https://harbor-hospital.example/mrn'

describe('an identifier over FHIR', () => {
  let product: Product
  let hospital: Fhir
  let other: Fhir
  beforeAll(async () => {
    const system = {
      clientId: 'hospital-b',
      name: 'Bay Hospital',
      organization: '0190a000-0000-7000-8000-000000000009',
      roles: ['system'],
      scope: 'system/*.cruds',
      proof: { secret: 'bay' },
    }
    product = await startProduct({ systems: [system] })
    hospital = fhir(product.url, await clientToken(product.url))
    const token = await clientToken(product.url, 'system/*.cruds', 'hospital-b', 'bay')
    other = fhir(product.url, token)
  })
  afterAll(() => product.close())

  const withThese = (...identifier: readonly { system: string; value: string }[]) => ({
    ...patient(),
    identifier,
  })

  it('of another hospital neither finds its patient nor takes the number from it', async () => {
    const [taken, free] = [newIdentifier(mrnSystem), newIdentifier(mrnSystem)]
    const { body: theirs } = await hospital.create(patient(taken))
    for (const identifier of [taken, free]) {
      const squatted = await other.create(patient(identifier), {
        'if-none-exist': condition(identifier),
      })
      assert.deepEqual([squatted.status, squatted.body.id === theirs.id], [201, false])
    }
    const own = await hospital.create(patient(free), { 'if-none-exist': condition(free) })
    assert.equal(own.status, 201)
    const found = await hospital.search(`Patient?identifier=${mrnSystem}|${free.value}`)
    assert.deepEqual(idsOf(found), [own.body.id])
    assert.equal((await other.read(`Patient/${own.body.id}`)).status, 404)
  })

  it('of another hospital may be added by an update, and still takes nothing', async () => {
    const number = newIdentifier(mrnSystem)
    const made = await other.create(patient())
    const identifier = [...(made.body['identifier'] as object[]), number]
    assert.equal((await other.update({ ...made.body, identifier }, etag(made))).status, 200)
    assert.equal((await hospital.create(patient(number))).status, 201)
  })

  it('in second place counts as one in first', async () => {
    const [mrn, ssn, second] = [newIdentifier(), newIdentifier('urn:ssn'), newIdentifier()]
    const { body: known } = await hospital.create(withThese(mrn, ssn))
    for (const body of [
      withThese(second, ssn),
      withThese(ssn, second),
      withThese(second, mrn, ssn),
    ])
      assert.equal((await hospital.create(body)).status, 409)
    const conditional = await hospital.create(withThese(second, ssn), {
      'if-none-exist': condition(second),
    })
    assert.equal(conditional.status, 409)
    const found = await hospital.create(withThese(second, ssn), {
      'if-none-exist': condition(ssn),
    })
    assert.deepEqual([found.status, found.body.id], [200, known.id])
    assert.equal((await hospital.create(patient(second))).status, 201, 'nothing was claimed')
  })

  it('in common makes one of many who come at once, in whatever order they name it', async () => {
    const shared = newIdentifier('urn:ssn')
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) => {
        const own = newIdentifier()
        return hospital.create(i % 2 === 0 ? withThese(own, shared) : withThese(shared, own))
      }),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(15).fill(409)])
    const found = await hospital.search(`Patient?identifier=${shared.system}|${shared.value}`)
    assert.equal(idsOf(found).length, 1)
  })

  it('in common of two who come at once never answers one with what the other sent', async () => {
    for (let round = 0; round < 25; round++) {
      const shared = newIdentifier()
      const more = [newIdentifier('urn:b'), newIdentifier('urn:c'), newIdentifier('urn:d')]
      const bodies = [withThese(shared, ...more), withThese(shared)].map((body, i) => ({
        ...body,
        name: [{ use: 'usual', family: `Family ${round} ${i}`, given: ['Robin'] }],
      }))
      const answers = await Promise.all(
        bodies.map((body) => hospital.create(body, { 'if-none-exist': condition(shared) })),
      )
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 201])
      const made = answers.findIndex(({ status }) => status === 201)
      for (const { body } of answers) assert.deepEqual(body['name'], bodies[made]?.name)
    }
  })

  it('of several people is nobody’s registration', async () => {
    const [one, two] = [newIdentifier(), newIdentifier('urn:ssn')]
    await hospital.create(patient(one))
    await hospital.create(patient(two))
    assert.equal((await hospital.create(withThese(one, two))).status, 409)
    const free = newIdentifier('urn:free')
    const all = withThese(free, one, two)
    const unfound = await hospital.create(all, { 'if-none-exist': condition(free) })
    assert.equal(unfound.status, 409)
    const found = await hospital.create(all, { 'if-none-exist': condition(two) })
    assert.equal(found.status, 200)
    assert.equal((await hospital.create(patient(free))).status, 201, 'nothing was claimed')
  })
})
