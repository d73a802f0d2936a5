import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { clientToken, fhir, reasonsOf, signIn, type Fhir } from '@careloom/e2e'
import { etag, matches, openFhirWorld, type FhirWorld } from './fhir-world.ts'
import { minter, type Claims } from './minted.ts'
import { condition, harborPeers, hospital, newIdentifier, patient } from './resources.ts'

describe('whom a token speaks for over FHIR', () => {
  let world: FhirWorld
  let as: (role: string, claims?: Claims) => Promise<Fhir>
  beforeAll(async () => {
    world = await openFhirWorld()
    const mint = await minter(world.product)
    as = async (role, claims = {}) =>
      fhir(world.product.url, await mint([role], { scope: 'user/*.cruds', ...claims }))
  })
  afterAll(() => world.product.close())

  const scoped = async (scope: string) =>
    fhir(world.product.url, await clientToken(world.product.url, scope))
  const typesIn = (body: unknown) => [
    ...new Set(
      ((body as { entry?: { resource: { resourceType: string } }[] }).entry ?? []).map(
        ({ resource }) => resource.resourceType,
      ),
    ),
  ]

  it('reads and writes nothing with a token that names no resource', async () => {
    for (const user of ['clinician', 'person', 'coordinator', 'peer', 'integrator']) {
      const client = fhir(world.product.url, await signIn(world.product.url, user))
      assert.equal((await client.read('Patient')).status, 403, user)
      assert.equal((await client.read('HealthcareService')).status, 403, user)
      assert.equal((await client.create(patient())).status, 403, user)
    }
  })

  it('is shown no resource on the way that it could not read', async () => {
    const { person } = await world.referred()
    const asked = `Task?patient=${person.id}&_include=Task:patient&_include=Task:focus&_include=Task:owner`
    for (const [scope, types] of [
      ['system/Task.rs', ['Task']],
      ['system/Task.rs system/Patient.r', ['Task', 'Patient']],
      ['system/Task.s system/ServiceRequest.s', ['Task', 'ServiceRequest']],
      ['system/Task.rs system/Patient.cu', ['Task']],
      ['system/*.rs', ['Task', 'Patient', 'ServiceRequest', 'Organization']],
    ] as const) {
      const { status, body } = await (await scoped(scope)).read(asked)
      assert.deepEqual([status, typesIn(body).sort()], [200, [...types].sort()], scope)
    }
  })

  it('finds nobody by a conditional create that it could not find by a search', async () => {
    const identifier = newIdentifier()
    const { body: known } = await world.client.create(patient(identifier))
    const again = async (scope: string) =>
      (await scoped(scope)).create(patient(identifier), { 'if-none-exist': condition(identifier) })
    const blind = await again('system/Patient.c')
    assert.equal(blind.status, 403)
    assert.ok(!JSON.stringify(blind.body).includes(known.id))
    const seeing = await again('system/Patient.crs')
    assert.deepEqual([seeing.status, seeing.body.id], [200, known.id])
  })

  it('is not shown by an update what it may only write', async () => {
    const made = await world.client.create(patient())
    const writer = await scoped('system/Patient.u')
    const updated = await writer.update({ ...made.body, birthDate: '1990-02-04' }, etag(made))
    assert.deepEqual([updated.status, updated.body], [200, {}])
  })

  it('answers a Task for the programme only as its coordinator or its own system', async () => {
    const { person, request } = await world.referred()
    const task = await world.programme.read(`Task/${request.id}`)
    const accepted = { ...task.body, status: 'accepted' }
    const claims = { organization: `Organization/${harborPeers}`, person_id: person.id }
    for (const role of ['person', 'supervisor', 'integrator', 'auditor']) {
      for (const status of ['accepted', 'rejected', 'failed', 'completed', 'cancelled']) {
        const client = await as(role, claims)
        const answer = await client.update({ ...task.body, status }, etag(task))
        assert.equal(answer.status, 403, `${role} ${status} ${reasonsOf(answer.body).join(' ')}`)
      }
    }
    const coordinator = await as('coordinator', { organization: `Organization/${harborPeers}` })
    assert.equal((await coordinator.update(accepted, etag(task))).body['status'], 'accepted')
  })

  it('revokes a ServiceRequest only for the organization that placed it', async () => {
    const { person, request } = await world.referred()
    const read = await world.client.read(`ServiceRequest/${request.id}`)
    const revoked = { ...read.body, status: 'revoked' }
    assert.equal((await world.programme.update(revoked, etag(read))).status, 403)
    const coordinator = await as('coordinator', { organization: `Organization/${harborPeers}` })
    assert.equal((await coordinator.update(revoked, etag(read))).status, 403)
    const claims = { organization: `Organization/${hospital}`, person_id: person.id }
    assert.equal((await (await as('person', claims)).update(revoked, etag(read))).status, 403)
    assert.equal((await world.client.update(revoked, etag(read))).body['status'], 'revoked')
  })

  it('refers nobody for an organization that a person only names', async () => {
    const { person } = await world.referred()
    const claims = { organization: `Organization/${hospital}`, person_id: person.id }
    const client = await as('person', claims)
    const { body } = await client.search(`ServiceRequest?patient=${person.id}`).then((found) => ({
      body: matches(found)[0],
    }))
    const { id: _id, meta: _meta, ...asked } = body ?? assert.fail()
    assert.equal((await client.create(asked)).status, 403)
  })
})
