import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { reasonsOf, session, until } from '@careloom/e2e'
import { etag, idsOf, openFhirWorld, type FhirWorld } from './fhir-world.ts'
import {
  allSayYes,
  consent,
  newIdentifier,
  oneToOne,
  patient,
  serviceRequest,
  westside,
} from './resources.ts'

describe('writing over FHIR', () => {
  let world: FhirWorld
  beforeAll(async () => {
    world = await openFhirWorld()
  })
  afterAll(() => world.product.close())

  it('refuses a second open request, naming the first', async () => {
    const { person, request } = await world.referred()
    const again = await world.client.create(serviceRequest(person.id))
    assert.equal(again.status, 409)
    assert.ok(reasonsOf(again.body).join(' ').includes(request.id))
  })

  it('shows at once what a write answered, by read and by search', async () => {
    for (let i = 0; i < 10; i++) {
      const { person, request, consentId } = await world.referred()
      const [read, task, found, consents] = await Promise.all([
        world.client.read(`Patient/${person.id}`),
        world.client.read(`Task/${request.id}`),
        world.client.search(`ServiceRequest?patient=${person.id}`),
        world.client.search(`Consent?patient=${person.id}`),
      ])
      assert.deepEqual(
        [read.status, task.status, idsOf(found), idsOf(consents)],
        [200, 200, [request.id], [consentId]],
      )
    }
  })

  describe('versions', () => {
    it('are needed, compared, kept and named', async () => {
      const made = await world.client.create(patient())
      assert.equal(
        made.headers.get('location'),
        `${world.product.url}/fhir/Patient/${made.body.id}/_history/1`,
      )
      const changed = { ...made.body, birthDate: '1991-01-01' }
      assert.equal((await world.client.send('PUT', `Patient/${made.body.id}`, changed)).status, 428)
      const updated = await world.client.update(changed, etag(made))
      assert.equal(updated.status, 200, reasonsOf(updated.body).join(' '))
      assert.equal(
        (await world.client.update({ ...changed, birthDate: '1992-01-01' }, etag(made))).status,
        412,
      )
      const [now, before] = [
        await world.client.read(`Patient/${made.body.id}`),
        await world.client.read(`Patient/${made.body.id}/_history/1`),
      ]
      assert.deepEqual(
        [now.body['birthDate'], before.body['birthDate'], etag(before)],
        ['1991-01-01', '1990-02-03', 'W/"1"'],
      )
      assert.equal((await world.client.read(`Patient/${made.body.id}/_history/99`)).status, 404)
      for (const tag of [etag(now), etag(now).slice(2), `W/"77", ${etag(now)}`])
        assert.equal(
          (
            await world.client.send('GET', `Patient/${made.body.id}`, undefined, {
              'if-none-match': tag,
            })
          ).status,
          304,
        )
      assert.equal(
        (
          await world.client.send('GET', `Patient/${made.body.id}`, undefined, {
            'if-none-match': etag(before),
          })
        ).status,
        200,
      )
    })

    it('let one of many concurrent updates of a Task win', async () => {
      const { request } = await world.referred()
      const task = await world.client.read(`Task/${request.id}`)
      const answers = await Promise.all(
        Array.from({ length: 16 }, () =>
          world.client.update({ ...task.body, status: 'cancelled' }, etag(task)),
        ),
      )
      assert.deepEqual(answers.map(({ status }) => status).sort(), [
        200,
        ...Array.from({ length: 15 }, () => 412),
      ])
    })

    it('keep identifiers that are added, and refuse one that is somebody else’s', async () => {
      const [one, other] = [
        await world.client.create(patient()),
        await world.client.create(patient()),
      ]
      const added = newIdentifier('urn:added')
      const linked = await world.client.update(
        { ...one.body, identifier: [...(one.body['identifier'] as object[]), added] },
        etag(one),
      )
      assert.deepEqual(idsOf(await world.client.search(`Patient?identifier=${added.value}`)), [
        linked.body.id,
      ])
      const free = newIdentifier('urn:free')
      const taken = await world.client.update(
        {
          ...other.body,
          birthDate: '1999-09-09',
          identifier: [...(other.body['identifier'] as object[]), free, added],
        },
        etag(other),
      )
      assert.deepEqual([taken.status, reasonsOf(taken.body)], [409, ['identifier-taken']])
      const { body: unchanged } = await world.client.read(`Patient/${other.body.id}`)
      assert.deepEqual(unchanged, other.body, 'an update happens whole or not at all')
      assert.deepEqual(idsOf(await world.client.search(`Patient?identifier=${free.value}`)), [])
    })
  })

  describe('a Task', () => {
    it('is cancelled by the requester, who can do no more', async () => {
      const { request } = await world.referred()
      const task = await world.client.read(`Task/${request.id}`)
      for (const status of ['accepted', 'completed', 'failed', 'nonsense']) {
        const refused = await world.client.update({ ...task.body, status }, etag(task))
        assert.equal(refused.status, 422)
        assert.match(reasonsOf(refused.body)[0] ?? '', new RegExp(`from requested to ${status}`))
      }
      const cancelled = await world.client.update({ ...task.body, status: 'cancelled' }, etag(task))
      assert.deepEqual([cancelled.status, cancelled.body['status']], [200, 'cancelled'])
      assert.equal(
        (await world.client.read(`ServiceRequest/${request.id}`)).body['status'],
        'revoked',
      )
    })

    it('is answered by the programme’s own system, one legal step at a time', async () => {
      const { person, request } = await world.referred()
      const task = await world.programme.read(`Task/${request.id}`)
      const jump = await world.programme.update({ ...task.body, status: 'completed' }, etag(task))
      assert.equal(jump.status, 422)
      assert.match(
        reasonsOf(jump.body)[0] ?? '',
        /from requested to completed by the owner: referral-not-matched/,
      )
      assert.equal(
        (await world.programme.update({ ...task.body, status: 'accepted' }, etag(task))).body[
          'status'
        ],
        'accepted',
      )
      assert.equal((await world.programme.read(`Patient/${person.id}`)).status, 200)
      assert.equal((await world.programme.create(consent(person.id))).status, 422)
    })
  })

  it('takes no body that it cannot read', async () => {
    assert.equal(
      (
        await world.client.send('POST', 'Patient', '<Patient/>', {
          'content-type': 'application/fhir+xml',
        })
      ).status,
      415,
    )
    assert.equal((await world.client.send('POST', 'Patient', 'x'.repeat(1_100_000))).status, 413)
    assert.equal((await world.client.send('POST', 'Patient', '{"resourceType":')).status, 400)
    assert.equal(
      (await world.client.create({ resourceType: 'Patient', name: 'Robin' })).status,
      400,
    )
  })

  it('answers a measure only of the subject that it names', async () => {
    const [one, other] = [
      await world.referred(oneToOne, westside, false),
      await world.referred(oneToOne, westside, false),
    ]
    await allSayYes(world.product.url, one.request.id, one.person.id)
    const person = await session(world.product.url, `person-${one.person.id}`)
    const [measure] = await until(async () => {
      const { measuresDue } = await person.call('getPersonHome', {})
      return measuresDue.length > 0 ? measuresDue : undefined
    })
    const response = (subject: string) => ({
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      identifier: { system: 'https://careloom.example/measure', value: measure?.measureId },
      subject: { reference: `Patient/${subject}` },
      item: [],
    })
    const foreign = await world.client.create(response(other.person.id))
    assert.equal(foreign.status, 422)
    assert.ok(!JSON.stringify(foreign.body).includes(one.person.id))
  })
})
