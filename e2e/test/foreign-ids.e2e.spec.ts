import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import {
  clientToken,
  fhir,
  journey,
  session,
  startProduct,
  type Fhir,
  type Journey,
  type Product,
} from '@careloom/e2e'

const elsewhere = '0190a000-0000-7000-8000-00000000dead'
const types = [
  'Patient',
  'Consent',
  'ServiceRequest',
  'Task',
  'CareTeam',
  'CarePlan',
  'Encounter',
  'Goal',
  'QuestionnaireResponse',
  'Observation',
]

describe('somebody else’s record', () => {
  let product: Product
  let known: Journey
  let own: Fhir
  let foreign: Fhir
  beforeAll(async () => {
    const systems = [
      {
        clientId: 'elsewhere',
        name: 'Another hospital',
        organization: elsewhere,
        roles: ['system'],
        scope: 'system/*.cruds',
        proof: { secret: 'elsewhere' },
      },
    ]
    product = await startProduct({ systems })
    known = await journey(product.url, {
      patient: {
        resourceType: 'Patient',
        identifier: [{ system: 'urn:foreign', value: '1' }],
        name: [{ given: ['Kim'], family: 'Canary' }],
      },
      serviceRequest: {
        resourceType: 'ServiceRequest',
        status: 'active',
        intent: 'order',
        code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
      },
    })
    own = fhir(product.url, await clientToken(product.url))
    foreign = fhir(
      product.url,
      await clientToken(product.url, 'system/*.cruds', 'elsewhere', 'elsewhere'),
    )
  })
  afterAll(() => product.close())

  const idsOf = async (): Promise<string[]> => {
    const found = await Promise.all(
      types.map(
        async (type) => (await own.search(`${type}?patient=${known.personId}`)).entry ?? [],
      ),
    )
    return [
      ...new Set([
        `Patient/${known.personId}`,
        ...found
          .flat()
          .filter(({ resource }) => types.includes(resource.resourceType))
          .map(({ resource }) => `${resource.resourceType}/${resource.id}`),
      ]),
    ]
  }

  it('is there for those who are tied to it', async () => {
    const ids = await idsOf()
    for (const type of ['Patient', 'Consent', 'ServiceRequest', 'Task', 'CareTeam'])
      assert.ok(
        ids.some((id) => id.startsWith(`${type}/`)),
        `${type} among ${ids.join(' ')}`,
      )
  })

  it('is the same as nothing to another hospital: 2,000 ids by read and search', async () => {
    const real = await idsOf()
    const tried = Array.from(
      { length: 2_000 },
      (_, i) =>
        real[i % 20 === 0 ? (i / 20) % real.length : -1] ??
        `${types[i % types.length] ?? 'Patient'}/${randomUUID()}`,
    )
    const answers = new Map<string, Set<string>>()
    await each(16, tried, async (reference) => {
      const { status, body } = await foreign.read(reference)
      const kind = real.includes(reference) ? 'foreign' : 'missing'
      answers.set(kind, (answers.get(kind) ?? new Set()).add(`${status} ${JSON.stringify(body)}`))
    })
    assert.deepEqual([...(answers.get('foreign') ?? [])].slice(1), [])
    assert.deepEqual(answers.get('foreign'), answers.get('missing'))
    for (const type of types) {
      const bundle = await foreign.search(`${type}?patient=${known.personId}`)
      assert.deepEqual(
        bundle.entry?.filter(({ search }) => search?.mode !== 'outcome') ?? [],
        [],
        type,
      )
    }
    assert.deepEqual((await foreign.search('Patient?identifier=urn:foreign|1')).entry ?? [], [])
    assert.deepEqual((await foreign.search('Patient?name=Canary')).entry ?? [], [])
    assert.deepEqual((await foreign.search('Task?_include=Task:patient')).entry ?? [], [])
  })

  it('cannot be written, versioned or guessed at by another hospital', async () => {
    const subject = { reference: `Patient/${known.personId}` }
    const nobody = { reference: `Patient/${randomUUID()}` }
    const request = (who: object) => ({
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
      subject: who,
      performer: [{ reference: 'HealthcareService/0190a000-0000-7000-8000-000000000103' }],
    })
    const [theirs, missing] = [
      await foreign.create(request(subject)),
      await foreign.create(request(nobody)),
    ]
    assert.equal(theirs.status, 422)
    assert.deepEqual(theirs.body, missing.body)
    assert.equal(
      (
        await foreign.send(
          'PUT',
          `Task/${known.referralId}`,
          { resourceType: 'Task', id: known.referralId, status: 'cancelled' },
          { 'if-match': 'W/"1"' },
        )
      ).status,
      404,
    )
    assert.equal((await foreign.read(`Task/${known.referralId}/_history/1`)).status, 404)
    const taken = await foreign.create(
      {
        resourceType: 'Patient',
        identifier: [{ system: 'urn:foreign', value: '1' }],
        name: [{ given: ['Kim'], family: 'Canary' }],
      },
      { 'if-none-exist': 'identifier=urn:foreign|1' },
    )
    // Their numbers are their own: it learns nothing of ours, not even that there is somebody.
    assert.equal(taken.status, 201)
    assert.ok(!JSON.stringify(taken.body).includes(known.personId))
  })

  it('is out of reach of other people and of peers without an assignment', async () => {
    const [dana, priya, coordinator] = [
      await session(product.url, 'person'),
      await session(product.url, 'peer2'),
      await session(product.url, 'coordinator'),
    ]
    const { people } = await (await session(product.url, 'peer')).call('listPeerPeople', {})
    const assignmentId = people[0]?.assignmentId ?? randomUUID()
    const codes = async (call: Promise<unknown>) =>
      call.then(
        () => 'answered',
        (error: unknown) => (error as { problem: { status: number } }).problem.status,
      )
    assert.equal(await codes(priya.call('getPeerPerson', { params: { assignmentId } })), 404)
    assert.equal(
      await codes(priya.call('getPeerPerson', { params: { assignmentId: randomUUID() } })),
      404,
    )
    assert.equal(
      await codes(
        dana.call('answerChoice', {
          params: { referralId: known.referralId },
          body: { answer: 'not-now' },
        }),
      ),
      404,
    )
    assert.equal(
      await codes(
        coordinator.call('getCoordinatorReferral', { params: { referralId: randomUUID() } }),
      ),
      404,
    )
  })
})

async function each<T>(
  width: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
    }),
  )
}
