import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { reasonsOf, session, until } from '@careloom/e2e'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { idsOf, matches, openFhirWorld, type FhirWorld } from './fhir-world.ts'
import {
  allSayYes,
  condition,
  consent,
  letHospitalSee,
  newIdentifier,
  oneToOne,
  patient,
  serviceRequest,
  westside,
} from './resources.ts'

describe('privacy over FHIR', () => {
  let world: FhirWorld
  beforeAll(async () => {
    world = await openFhirWorld()
  })
  afterAll(() => world.product.close())

  it('stops the hospital’s reading of a Part 2 care team at once when the person withdraws', async () => {
    const { person, request } = await world.referred()
    await allSayYes(world.product.url, request.id, person.id)
    assert.deepEqual(idsOf(await world.client.search(`CareTeam?patient=${person.id}`)), [])
    const consentId = await letHospitalSee(world.product.url, person.id)
    const team = await until(
      async () => matches(await world.client.search(`CareTeam?patient=${person.id}`))[0],
    )
    const theirs = await session(world.product.url, `person-${person.id}`)
    const look = await until(async () =>
      (await theirs.call('getPersonHome', {})).looks.find(({ saw }) => saw === 'care-team'),
    )
    assert.equal(look.organizationName, 'Harbor Hospital')
    await theirs.call('withdrawConsent', { params: { consentId }, body: {} } as never)
    assert.equal((await world.client.read(`CareTeam/${team.id}`)).status, 404)
    assert.deepEqual(idsOf(await world.client.search(`CareTeam?patient=${person.id}`)), [])
    assert.equal((await world.client.read(`Patient/${person.id}`)).status, 200)
  })

  it('needs no consent about substance use for a programme outside Part 2', async () => {
    const { person, request } = await world.referred(oneToOne, westside, false)
    await allSayYes(world.product.url, request.id, person.id)
    const team = await until(
      async () => matches(await world.client.search(`CareTeam?patient=${person.id}`))[0],
    )
    assert.equal((team['meta'] as { security?: unknown }).security, undefined)
    const { body } = await world.client.create(serviceRequest((await world.newPatient()).id))
    assert.deepEqual(reasonsOf(body), ['consent-missing'])
  })

  it('shows a look to those whom a search found, and to nobody else', async () => {
    const family = 'Looked'
    const { body: person } = await world.client.create(patient(newIdentifier(), family))
    await world.client.create(consent(person.id))
    await world.client.create(serviceRequest(person.id))
    const theirs = await session(world.product.url, `person-${person.id}`)
    const looks = async () =>
      (await theirs.call('getPersonHome', {})).looks.filter(
        ({ organizationName }) => organizationName !== 'Harbor Hospital',
      )
    const { body: stranger } = await world.client.create(patient(newIdentifier(), family))
    assert.deepEqual(idsOf(await world.programme.search(`Patient?family=${family}`)), [person.id])
    assert.deepEqual(idsOf(await world.programme.search(`Task?patient=${stranger.id}`)), [])
    await until(async () => ((await looks()).length > 0 ? true : undefined))
    assert.deepEqual(
      (await looks()).map(({ organizationName, saw }) => `${organizationName ?? ''}: ${saw}`),
      ['Harbor Peers: contact'],
    )
    for (let i = 0; i < 120; i++) await theirs.call('getPersonHome', {})
    assert.equal((await looks()).length, 1, 'their own looks crowd out nobody')
    const unfound = await session(world.product.url, `person-${stranger.id}`)
    assert.ok(
      (await unfound.call('getPersonHome', {})).looks.every(
        ({ organizationName }) => organizationName === 'Harbor Hospital',
      ),
    )
  })

  it('leaves nothing of an erased person that anybody can read', async () => {
    const { person, request } = await world.referred()
    await allSayYes(world.product.url, request.id, person.id)
    await letHospitalSee(world.product.url, person.id)
    await until(async () => matches(await world.client.search(`CareTeam?patient=${person.id}`))[0])
    const [coordinator, theirs] = [
      await session(world.product.url, 'coordinator'),
      await session(world.product.url, `person-${person.id}`),
    ]
    const waiting = await world.referred()
    const codes = async (call: Promise<unknown>) =>
      call.then(
        () => 200,
        (error: unknown) => (error as { problem: { status: number } }).problem.status,
      )
    const people = world.product.host.client(PeopleServiceDefinition)
    for (const { id } of [person, waiting.person])
      await people.erasePerson(
        { personId: id },
        { metadata: { actor: 'system:test', causationId: `erase-${id}` } },
      )
    await world.product.host.settled()
    for (const id of [
      `Patient/${person.id}`,
      `Task/${request.id}`,
      `ServiceRequest/${request.id}`,
      `Patient/${person.id}/_history/1`,
    ])
      assert.equal((await world.client.read(id)).status, 404, id)
    for (const type of [
      'Patient',
      'Consent',
      'ServiceRequest',
      'Task',
      'CareTeam',
      'CarePlan',
      'Observation',
    ]) {
      const query = type === 'Patient' ? `Patient?_id=${person.id}` : `${type}?patient=${person.id}`
      assert.deepEqual(idsOf(await world.client.search(query)), [], type)
    }
    assert.equal(await codes(theirs.call('getPersonHome', {})), 404)
    for (const referralId of [request.id, waiting.request.id])
      assert.equal(
        await codes(coordinator.call('getCoordinatorReferral', { params: { referralId } })),
        404,
      )
    const { rows } = await coordinator.call('getQueue', {})
    assert.ok(!rows.some(({ referralId }) => referralId === waiting.request.id))
    const { people: seenByPeer } = await (
      await session(world.product.url, 'peer')
    ).call('listPeerPeople', {})
    const listed = seenByPeer as readonly { personDisplay?: string }[]
    assert.ok(!JSON.stringify(listed).includes('Erasable'))
    const identifier =
      (person['identifier'] as { system: string; value: string }[])[0] ?? newIdentifier()
    const again = await world.client.create(patient(identifier), {
      'if-none-exist': condition(identifier),
    })
    assert.equal(again.status, 201)
    assert.notEqual(again.body.id, person.id)
  })
})
