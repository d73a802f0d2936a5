import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  clientToken,
  fhir,
  reasonsOf,
  session,
  startProduct,
  until,
  type Fhir,
  type FhirAnswer,
  type Product,
  type Resource,
} from '@careloom/e2e'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import {
  allSayYes,
  condition,
  consent,
  harborPeers,
  newIdentifier,
  oneToOne,
  patient,
  serviceRequest,
  westside,
} from './resources.ts'

const parallel = 64
const matches = (body: unknown) =>
  ((body as { entry?: { resource: Resource; search?: { mode: string } }[] }).entry ?? [])
    .filter(({ search }) => search?.mode === 'match')
    .map(({ resource }) => resource)
const idsOf = (body: unknown) => matches(body).map(({ id }) => id)
const etag = ({ headers }: FhirAnswer) => headers.get('etag') ?? ''

describe('the FHIR endpoint', () => {
  let product: Product
  let client: Fhir
  let programme: Fhir
  before(async () => {
    const systems = [
      {
        clientId: 'harbor-peers',
        name: 'Harbor Peers',
        organization: harborPeers,
        roles: ['system'],
        scope: 'system/*.cruds',
        proof: { secret: 'peers' },
      },
    ]
    product = await startProduct({ systems })
    client = fhir(product.url, await clientToken(product.url))
    programme = fhir(
      product.url,
      await clientToken(product.url, 'system/*.cruds', 'harbor-peers', 'peers'),
    )
  })
  after(() => product.close())

  const newPatient = async (): Promise<Resource> => (await client.create(patient())).body
  /** Somebody whose referral to a programme is waiting for its answer. */
  async function referred(
    programId?: string,
    programmeOrganization?: string,
    substanceUse = true,
  ): Promise<{ person: Resource; request: Resource; consentId: string }> {
    const person = await newPatient()
    const { body: given } = await client.create(
      consent(person.id, programmeOrganization, substanceUse),
    )
    const { status, body: request } = await client.create(serviceRequest(person.id, programId))
    assert.equal(status, 201, reasonsOf(request).join(' '))
    return { person, request, consentId: given.id }
  }

  describe('a conditional create', () => {
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
        client.create(patient(identifier), { 'if-none-exist': condition(identifier) }),
      )
      assert.deepEqual(
        idsOf(await client.search(`Patient?identifier=${identifier.system}|${identifier.value}`)),
        [id],
      )
    })

    it('finds the Patient by the identifier it names, whichever comes first', async () => {
      const [first, second] = [newIdentifier('urn:a'), newIdentifier('urn:b')]
      const { body: known } = await client.create(patient(second))
      const both = { ...patient(first), identifier: [first, second] }
      const again = await client.create(both, { 'if-none-exist': condition(second) })
      assert.deepEqual([again.status, again.body.id], [200, known.id])
    })

    it('makes one Consent and one ServiceRequest under 64 parallel requests each', async () => {
      const { id } = await newPatient()
      const [ours, theirs] = [newIdentifier(), newIdentifier()]
      const given = await makesOne(() =>
        client.create(consent(id, harborPeers, true, { identifier: [ours] }), {
          'if-none-exist': condition(ours),
        }),
      )
      assert.deepEqual(
        idsOf(await client.search(`Consent?identifier=${ours.system}|${ours.value}`)),
        [given],
      )
      const asked = await makesOne(() =>
        client.create(serviceRequest(id, undefined, { identifier: [theirs] }), {
          'if-none-exist': condition(theirs),
        }),
      )
      assert.deepEqual(idsOf(await client.search(`ServiceRequest?patient=${id}`)), [asked])
    })

    it('answers the same ServiceRequest after it is over', async () => {
      const { id } = await newPatient()
      await client.create(consent(id))
      const identifier = newIdentifier()
      const create = () =>
        client.create(serviceRequest(id, undefined, { identifier: [identifier] }), {
          'if-none-exist': condition(identifier),
        })
      const { body } = await create()
      await client.update(
        { ...body, status: 'revoked' },
        `W/"${(body['meta'] as { versionId: string }).versionId}"`,
      )
      const again = await create()
      assert.deepEqual(
        [again.status, again.body.id, again.body['status']],
        [200, body.id, 'revoked'],
      )
    })

    it('refuses a condition that it cannot hold', async () => {
      const identifier = newIdentifier()
      assert.equal(
        (await client.create(patient(identifier), { 'if-none-exist': 'name=Robin' })).status,
        412,
      )
      assert.equal(
        (await client.create(patient(identifier), { 'if-none-exist': condition(newIdentifier()) }))
          .status,
        412,
      )
    })
  })

  it('refuses a second open request, naming the first', async () => {
    const { person, request } = await referred()
    const again = await client.create(serviceRequest(person.id))
    assert.equal(again.status, 409)
    assert.ok(reasonsOf(again.body).join(' ').includes(request.id))
  })

  it('shows at once what a write answered, by read and by search', async () => {
    for (let i = 0; i < 10; i++) {
      const { person, request, consentId } = await referred()
      const [read, task, found, consents] = await Promise.all([
        client.read(`Patient/${person.id}`),
        client.read(`Task/${request.id}`),
        client.search(`ServiceRequest?patient=${person.id}`),
        client.search(`Consent?patient=${person.id}`),
      ])
      assert.deepEqual(
        [read.status, task.status, idsOf(found), idsOf(consents)],
        [200, 200, [request.id], [consentId]],
      )
    }
  })

  describe('versions', () => {
    it('are needed, compared, kept and named', async () => {
      const made = await client.create(patient())
      assert.equal(
        made.headers.get('location'),
        `${product.url}/fhir/Patient/${made.body.id}/_history/1`,
      )
      const changed = { ...made.body, birthDate: '1991-01-01' }
      assert.equal((await client.send('PUT', `Patient/${made.body.id}`, changed)).status, 428)
      const updated = await client.update(changed, etag(made))
      assert.equal(updated.status, 200, reasonsOf(updated.body).join(' '))
      assert.equal(
        (await client.update({ ...changed, birthDate: '1992-01-01' }, etag(made))).status,
        412,
      )
      const [now, before] = [
        await client.read(`Patient/${made.body.id}`),
        await client.read(`Patient/${made.body.id}/_history/1`),
      ]
      assert.deepEqual(
        [now.body['birthDate'], before.body['birthDate'], etag(before)],
        ['1991-01-01', '1990-02-03', 'W/"1"'],
      )
      assert.equal((await client.read(`Patient/${made.body.id}/_history/99`)).status, 404)
      for (const tag of [etag(now), etag(now).slice(2), `W/"77", ${etag(now)}`])
        assert.equal(
          (await client.send('GET', `Patient/${made.body.id}`, undefined, { 'if-none-match': tag }))
            .status,
          304,
        )
      assert.equal(
        (
          await client.send('GET', `Patient/${made.body.id}`, undefined, {
            'if-none-match': etag(before),
          })
        ).status,
        200,
      )
    })

    it('let one of many concurrent updates of a Task win', async () => {
      const { request } = await referred()
      const task = await client.read(`Task/${request.id}`)
      const answers = await Promise.all(
        Array.from({ length: 16 }, () =>
          client.update({ ...task.body, status: 'cancelled' }, etag(task)),
        ),
      )
      assert.deepEqual(answers.map(({ status }) => status).sort(), [
        200,
        ...Array.from({ length: 15 }, () => 412),
      ])
    })

    it('keep identifiers that are added, and refuse one that is somebody else’s', async () => {
      const [one, other] = [await client.create(patient()), await client.create(patient())]
      const added = newIdentifier('urn:added')
      const linked = await client.update(
        { ...one.body, identifier: [...(one.body['identifier'] as object[]), added] },
        etag(one),
      )
      assert.deepEqual(idsOf(await client.search(`Patient?identifier=${added.value}`)), [
        linked.body.id,
      ])
      const taken = await client.update(
        { ...other.body, identifier: [...(other.body['identifier'] as object[]), added] },
        etag(other),
      )
      assert.deepEqual([taken.status, reasonsOf(taken.body)], [409, ['identifier-taken']])
    })
  })

  describe('a Task', () => {
    it('is cancelled by the requester, who can do no more', async () => {
      const { request } = await referred()
      const task = await client.read(`Task/${request.id}`)
      for (const status of ['accepted', 'completed', 'failed', 'nonsense']) {
        const refused = await client.update({ ...task.body, status }, etag(task))
        assert.equal(refused.status, 422)
        assert.match(reasonsOf(refused.body)[0] ?? '', new RegExp(`from requested to ${status}`))
      }
      const cancelled = await client.update({ ...task.body, status: 'cancelled' }, etag(task))
      assert.deepEqual([cancelled.status, cancelled.body['status']], [200, 'cancelled'])
      assert.equal((await client.read(`ServiceRequest/${request.id}`)).body['status'], 'revoked')
    })

    it('is answered by the programme’s own system, one legal step at a time', async () => {
      const { person, request } = await referred()
      const task = await programme.read(`Task/${request.id}`)
      const jump = await programme.update({ ...task.body, status: 'completed' }, etag(task))
      assert.equal(jump.status, 422)
      assert.match(
        reasonsOf(jump.body)[0] ?? '',
        /from requested to completed by the owner: referral-not-matched/,
      )
      assert.equal(
        (await programme.update({ ...task.body, status: 'accepted' }, etag(task))).body['status'],
        'accepted',
      )
      assert.equal((await programme.read(`Patient/${person.id}`)).status, 200)
      assert.equal((await programme.create(consent(person.id))).status, 422)
    })
  })

  describe('a search', () => {
    it('takes prefixes of _lastUpdated', async () => {
      const { body } = await client.create(patient())
      const { lastUpdated } = body['meta'] as { lastUpdated: string }
      const holds = async (value: string) =>
        idsOf(await client.search(`Patient?_id=${body.id}&_lastUpdated=${value}`)).length === 1
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
        assert.equal((await client.read(`Patient?_lastUpdated=${value}`)).status, 400, value)
    })

    it('pages by links that neither lose nor repeat a row while rows are added', async () => {
      const family = 'Steady'
      const before = await Promise.all(
        Array.from(
          { length: 12 },
          async () => (await client.create(patient(newIdentifier(), family))).body.id,
        ),
      )
      const seen: string[] = []
      let next: string | undefined = `Patient?family=${family}&_count=2`
      while (next !== undefined) {
        const { body }: FhirAnswer = await client.read(next)
        seen.push(...idsOf(body))
        next = (body['link'] as { relation: string; url: string }[]).find(
          ({ relation }) => relation === 'next',
        )?.url
        if (seen.length < 12) await client.create(patient(newIdentifier(), family))
      }
      assert.equal(new Set(seen).size, seen.length)
      assert.deepEqual(
        before.filter((id) => !seen.includes(id)),
        [],
      )
    })

    it('pages through what follows from configuration, too', async () => {
      const { body } = await client.read('HealthcareService?_count=1')
      const next =
        (body['link'] as { relation: string; url: string }[]).find(
          ({ relation }) => relation === 'next',
        )?.url ?? ''
      const [first, second] = [idsOf(body), idsOf((await client.read(next)).body)]
      assert.deepEqual([first.length, second.length, first[0] === second[0]], [1, 1, false])
    })

    it('keeps to its limits', async () => {
      for (const count of ['-1', 'x', '1.5'])
        assert.equal((await client.read(`Patient?_count=${count}`)).status, 400)
      assert.ok(matches((await client.read('Patient?_count=999999')).body).length <= 200)
      assert.equal((await client.read('Patient?_cursor=nonsense')).status, 400)
    })

    it('includes what a Task is about', async () => {
      const { person, request } = await referred()
      const bundle = await client.search(`Task?patient=${person.id}&_include=Task:focus`)
      assert.deepEqual(
        bundle.entry?.map(
          ({ resource, search }) => `${resource.resourceType} ${search?.mode ?? ''}`,
        ),
        ['Task match', 'ServiceRequest include'],
      )
      assert.equal(bundle.entry?.[1]?.resource.id, request.id)
      assert.equal((await client.read('Task?_include=Task:nothing')).status, 400)
    })

    it('names a parameter that it does not know, and refuses it when handling is strict', async () => {
      for (const parameter of ['shoe-size', '_sort', '_include:iterate', 'status:above']) {
        const query = `Task?${parameter}=date`
        const lenient = await client.search(query)
        const outcome = lenient.entry?.find(({ search }) => search?.mode === 'outcome')?.resource
        assert.equal(outcome?.resourceType, 'OperationOutcome', parameter)
        assert.ok(reasonsOf(outcome).join(' ').includes(parameter))
        const strict = await client.send('GET', query, undefined, { prefer: 'handling=strict' })
        assert.equal(strict.status, 400)
        assert.ok(reasonsOf(strict.body).join(' ').includes(parameter))
      }
    })

    it('may be posted', async () => {
      const { person, request } = await referred()
      const posted = await client.send('POST', 'Task/_search', `patient=${person.id}`, {
        'content-type': 'application/x-www-form-urlencoded',
      })
      assert.deepEqual([posted.status, idsOf(posted.body)], [200, [request.id]])
    })
  })

  it('takes no body that it cannot read', async () => {
    assert.equal(
      (
        await client.send('POST', 'Patient', '<Patient/>', {
          'content-type': 'application/fhir+xml',
        })
      ).status,
      415,
    )
    assert.equal((await client.send('POST', 'Patient', 'x'.repeat(1_100_000))).status, 413)
    assert.equal((await client.send('POST', 'Patient', '{"resourceType":')).status, 400)
    assert.equal((await client.create({ resourceType: 'Patient', name: 'Robin' })).status, 400)
  })

  it('answers a measure only of the subject that it names', async () => {
    const [one, other] = [
      await referred(oneToOne, westside, false),
      await referred(oneToOne, westside, false),
    ]
    await allSayYes(product.url, one.request.id, one.person.id)
    const person = await session(product.url, `person-${one.person.id}`)
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
    const foreign = await client.create(response(other.person.id))
    assert.equal(foreign.status, 422)
    assert.ok(!JSON.stringify(foreign.body).includes(one.person.id))
  })

  it('serves what its statements say', async () => {
    const open = async (path: string) =>
      (await (await fetch(`${product.url}${path}`)).json()) as Record<string, unknown>
    const [smart, provider, metadata] = [
      await open('/fhir/.well-known/smart-configuration'),
      await open('/realms/careloom/.well-known/openid-configuration'),
      await open('/fhir/metadata'),
    ]
    for (const name of [
      'issuer',
      'jwks_uri',
      'authorization_endpoint',
      'token_endpoint',
      'introspection_endpoint',
      'revocation_endpoint',
    ])
      assert.equal(smart[name], provider[name], name)
    for (const name of [
      'grant_types_supported',
      'response_types_supported',
      'code_challenge_methods_supported',
      'token_endpoint_auth_methods_supported',
      'scopes_supported',
    ])
      assert.deepEqual(
        (smart[name] as string[]).filter(
          (each) => !(provider[name] as string[]).includes(each) && !each.startsWith('system/'),
        ),
        [],
        name,
      )
    const [rest] = metadata['rest'] as {
      resource: { type: string; searchParam: { name: string }[]; searchInclude: string[] }[]
    }[]
    for (const { type, searchParam, searchInclude } of rest?.resource ?? []) {
      const values = searchParam.map(
        ({ name }) => `${name}=${/date|authored|_lastUpdated/.test(name) ? '2026' : 'x'}`,
      )
      const query = [...values, ...searchInclude.map((each) => `_include=${each}`)].join('&')
      const answer = await client.send('GET', `${type}?${query}`, undefined, {
        prefer: 'handling=strict',
      })
      assert.equal(answer.status, 200, `${type}?${query}: ${reasonsOf(answer.body).join(' ')}`)
    }
  })

  describe('privacy', () => {
    it('stops the hospital’s reading of a Part 2 care team at once when the person withdraws', async () => {
      const { person, request, consentId } = await referred()
      await allSayYes(product.url, request.id, person.id)
      const team = await until(
        async () => matches(await client.search(`CareTeam?patient=${person.id}`))[0],
      )
      const theirs = await session(product.url, `person-${person.id}`)
      const look = await until(async () =>
        (await theirs.call('getPersonHome', {})).looks.find(({ saw }) => saw === 'care-team'),
      )
      assert.equal(look.organizationName, 'Harbor Hospital')
      await theirs.call('withdrawConsent', { params: { consentId }, body: {} } as never)
      assert.equal((await client.read(`CareTeam/${team.id}`)).status, 404)
      assert.deepEqual(idsOf(await client.search(`CareTeam?patient=${person.id}`)), [])
      assert.equal((await client.read(`Patient/${person.id}`)).status, 200)
    })

    it('needs no consent about substance use for a programme outside Part 2', async () => {
      const { person, request } = await referred(oneToOne, westside, false)
      await allSayYes(product.url, request.id, person.id)
      const team = await until(
        async () => matches(await client.search(`CareTeam?patient=${person.id}`))[0],
      )
      assert.equal((team['meta'] as { security?: unknown }).security, undefined)
      const { body } = await client.create(serviceRequest((await newPatient()).id))
      assert.deepEqual(reasonsOf(body), ['consent-missing'])
    })

    it('shows a look to those whom a search found, and to nobody else', async () => {
      const family = 'Looked'
      const { body: person } = await client.create(patient(newIdentifier(), family))
      await client.create(consent(person.id))
      await client.create(serviceRequest(person.id))
      const theirs = await session(product.url, `person-${person.id}`)
      const looks = async () =>
        (await theirs.call('getPersonHome', {})).looks.filter(
          ({ organizationName }) => organizationName !== 'Harbor Hospital',
        )
      const { body: stranger } = await client.create(patient(newIdentifier(), family))
      assert.deepEqual(idsOf(await programme.search(`Patient?family=${family}`)), [person.id])
      assert.deepEqual(idsOf(await programme.search(`Task?patient=${stranger.id}`)), [])
      await until(async () => ((await looks()).length > 0 ? true : undefined))
      assert.deepEqual(
        (await looks()).map(({ organizationName, saw }) => `${organizationName ?? ''}: ${saw}`),
        ['Harbor Peers: contact'],
      )
      for (let i = 0; i < 120; i++) await theirs.call('getPersonHome', {})
      assert.equal((await looks()).length, 1, 'their own looks crowd out nobody')
      const unfound = await session(product.url, `person-${stranger.id}`)
      assert.ok(
        (await unfound.call('getPersonHome', {})).looks.every(
          ({ organizationName }) => organizationName === 'Harbor Hospital',
        ),
      )
    })

    it('leaves nothing of an erased person that anybody can read', async () => {
      const { person, request } = await referred()
      await allSayYes(product.url, request.id, person.id)
      await until(async () => matches(await client.search(`CareTeam?patient=${person.id}`))[0])
      const [coordinator, theirs] = [
        await session(product.url, 'coordinator'),
        await session(product.url, `person-${person.id}`),
      ]
      const waiting = await referred()
      const codes = async (call: Promise<unknown>) =>
        call.then(
          () => 200,
          (error: unknown) => (error as { problem: { status: number } }).problem.status,
        )
      const people = product.host.client(PeopleServiceDefinition)
      for (const { id } of [person, waiting.person])
        await people.erasePerson(
          { personId: id },
          { metadata: { actor: 'system:test', causationId: `erase-${id}` } },
        )
      await product.host.settled()
      for (const id of [
        `Patient/${person.id}`,
        `Task/${request.id}`,
        `ServiceRequest/${request.id}`,
        `Patient/${person.id}/_history/1`,
      ])
        assert.equal((await client.read(id)).status, 404, id)
      for (const type of [
        'Patient',
        'Consent',
        'ServiceRequest',
        'Task',
        'CareTeam',
        'CarePlan',
        'Observation',
      ]) {
        const query =
          type === 'Patient' ? `Patient?_id=${person.id}` : `${type}?patient=${person.id}`
        assert.deepEqual(idsOf(await client.search(query)), [], type)
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
        await session(product.url, 'peer')
      ).call('listPeerPeople', {})
      const listed = seenByPeer as readonly { personDisplay?: string }[]
      assert.ok(!JSON.stringify(listed).includes('Erasable'))
      const identifier =
        (person['identifier'] as { system: string; value: string }[])[0] ?? newIdentifier()
      const again = await client.create(patient(identifier), {
        'if-none-exist': condition(identifier),
      })
      assert.equal(again.status, 201)
      assert.notEqual(again.body.id, person.id)
    })
  })
})
