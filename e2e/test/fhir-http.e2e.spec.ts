import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { reasonsOf, type FhirAnswer, type Resource } from '@careloom/e2e'
import { etag, idsOf, matches, nextOf, openFhirWorld, type FhirWorld } from './fhir-world.ts'
import { newIdentifier, patient } from './resources.ts'

type HistoryEntry = {
  readonly resource: Resource
  readonly request: { readonly method: string; readonly url: string }
  readonly response: { readonly status: string; readonly etag: string }
}
const entriesOf = ({ body }: FhirAnswer) => (body['entry'] ?? []) as HistoryEntry[]
const totalOf = ({ body }: FhirAnswer) => body['total']

describe('FHIR over HTTP', () => {
  let world: FhirWorld
  let made: FhirAnswer
  let address: string
  beforeAll(async () => {
    world = await openFhirWorld()
    made = await world.client.create(patient())
    address = `Patient/${made.body.id}`
  })
  afterAll(() => world.product.close())

  const get = (path: string, headers: Record<string, string> = {}) =>
    world.client.send('GET', path, undefined, headers)

  it('answers HEAD as GET, without the body', async () => {
    for (const path of [address, `Patient?_id=${made.body.id}`, 'metadata']) {
      const [head, whole] = [await world.client.send('HEAD', path), await get(path)]
      assert.deepEqual([head.status, head.body], [200, {}], path)
      for (const name of ['etag', 'last-modified', 'content-type'])
        assert.equal(head.headers.get(name), whole.headers.get(name), `${path} ${name}`)
    }
    assert.equal((await world.client.send('HEAD', 'Patient/nobody')).status, 404)
    assert.equal(
      (await fetch(`${world.product.url}/fhir/${address}`, { method: 'HEAD' })).status,
      401,
    )
  })

  it('answers JSON only: 406 to whoever takes nothing else', async () => {
    const xml = ['application/fhir+xml', 'text/xml', 'text/html', 'application/fhir+json; q=0']
    for (const accept of [...xml, 'application/fhir+json; fhirVersion=3.0'])
      assert.deepEqual(await outcome(get(address, { accept })), [406, 'not-supported'], accept)
    for (const format of ['xml', 'application/fhir+xml', 'ttl'])
      assert.equal((await get(`${address}?_format=${format}`)).status, 406, format)
    for (const accept of ['*/*', 'text/html, */*; q=0.8', 'application/fhir+json; fhirVersion=4.0'])
      assert.equal((await get(address, { accept })).status, 200, accept)
    for (const format of ['json', 'application/fhir+json'])
      assert.equal(
        (await get(`${address}?_format=${format}`, { accept: 'application/fhir+xml' })).status,
        200,
        'what _format says goes before Accept',
      )
  })

  it('takes JSON only, and a form where a search is posted: 415', async () => {
    const send = (path: string, type: string) =>
      world.client.send('POST', path, '<Patient/>', { 'content-type': type })
    for (const type of ['application/fhir+xml', 'text/plain', 'application/jsonp'])
      assert.deepEqual(await outcome(send('Patient', type)), [415, 'not-supported'], type)
    assert.equal((await send('Patient/_search', 'application/fhir+json')).status, 415)
    assert.equal((await send('Patient', 'application/json')).status, 400)
  })

  const outcome = async (answer: Promise<FhirAnswer>) => {
    const { status, body } = await answer
    return [status, (body['issue'] as { code: string }[] | undefined)?.[0]?.code]
  }

  it('answers as much of a write as it was asked for', async () => {
    const create = (prefer: string) => world.client.create(patient(), { prefer })
    const [whole, minimal, said] = [
      await create('return=representation'),
      await create('return=minimal'),
      await create('return=OperationOutcome'),
    ]
    assert.deepEqual(
      [whole, minimal, said].map(({ status, body }) => [status, body.resourceType]),
      [
        [201, 'Patient'],
        [201, undefined],
        [201, 'OperationOutcome'],
      ],
    )
    for (const each of [whole, minimal, said])
      assert.match(each.headers.get('location') ?? '', /\/fhir\/Patient\/[^/]+\/_history\/1$/)
  })

  it('answers 304 to whoever has the version, by tag or else by time', async () => {
    const modified = made.headers.get('last-modified') ?? ''
    const earlier = new Date(Date.parse(modified) - 1_000).toUTCString()
    const status = async (headers: Record<string, string>) => (await get(address, headers)).status
    assert.equal(await status({ 'if-modified-since': modified }), 304)
    assert.equal(await status({ 'if-modified-since': earlier }), 200)
    assert.equal(await status({ 'if-modified-since': 'yesterday' }), 200)
    assert.equal(await status({ 'if-none-match': etag(made), 'if-modified-since': earlier }), 304)
    assert.equal(await status({ 'if-none-match': 'W/"7"', 'if-modified-since': modified }), 200)
  })

  it('counts what may be seen, with and without showing it', async () => {
    const family = 'Counted'
    for (let i = 0; i < 3; i++) await world.client.create(patient(newIdentifier(), family))
    for (const query of ['_count=0', '_summary=count']) {
      const answer = await get(`Patient?family=${family}&${query}`)
      assert.deepEqual([totalOf(answer), answer.body['entry']], [3, undefined], query)
      assert.equal(nextOf(answer.body), undefined)
      const foreign = await world.programme.read(`Patient?family=${family}&${query}`)
      assert.equal(totalOf(foreign), 0)
    }
    const paged = (total: string) => get(`Patient?family=${family}&_count=2${total}`)
    assert.deepEqual(
      [totalOf(await paged('')), totalOf(await paged('&_total=accurate'))],
      [undefined, 3],
    )
    assert.equal(totalOf(await get(`Patient?family=${family}&_total=none`)), undefined)
    assert.equal((await get('Patient?_total=some')).status, 400)
    assert.equal((await get('Questionnaire?_count=0')).body['entry'], undefined)
  })

  it('does not betray by a link that there is more than may be seen', async () => {
    const family = 'Foreign'
    const { person } = await world.referred()
    const theirs = await world.programme.read(`Patient?_id=${person.id}`)
    assert.equal(matches(theirs.body).length, 1)
    for (let i = 0; i < 3; i++) await world.client.create(patient(newIdentifier(), family))
    const answer = await world.programme.read('Patient?birthdate=1990-02-03&_count=1')
    assert.deepEqual([idsOf(answer.body).length, nextOf(answer.body)], [1, undefined])
  })

  it('names a person once who is found by two of their words', async () => {
    const name = [{ family: 'Twice-Twiceson', given: ['Twicely'] }]
    const { body } = await world.client.create({ ...patient(), name })
    const found: string[] = []
    let next: string | undefined = 'Patient?name=twice&_count=1'
    while (next !== undefined) {
      const page = await get(next)
      found.push(...idsOf(page.body))
      next = nextOf(page.body)
    }
    assert.deepEqual(found, [body.id])
  })

  describe('the history of a resource', () => {
    let changed: FhirAnswer
    let histories: string
    beforeAll(async () => {
      const { body } = await world.client.create(patient())
      histories = `Patient/${body.id}/_history`
      let answer = await world.client.read(`Patient/${body.id}`)
      for (const day of ['1991-01-01', '1992-01-01'])
        answer = await world.client.update({ ...answer.body, birthDate: day }, etag(answer))
      changed = answer
    })

    it('is a Bundle of its versions, newest first, each with what made it', async () => {
      const { status, body } = await get(histories)
      assert.deepEqual([status, body['type'], body['total']], [200, 'history', 3])
      assert.deepEqual(
        entriesOf(await get(histories)).map(({ resource, request, response }) => [
          resource['birthDate'],
          request.method,
          response.status,
          response.etag,
        ]),
        [
          ['1992-01-01', 'PUT', '200', 'W/"3"'],
          ['1991-01-01', 'PUT', '200', 'W/"2"'],
          ['1990-02-03', 'POST', '201', 'W/"1"'],
        ],
      )
    })

    it('has pages, and begins where it is asked to', async () => {
      const versionsSeen: (string | null)[] = []
      let next: string | undefined = `${histories}?_count=1`
      while (next !== undefined) {
        const page = await get(next)
        versionsSeen.push(...entriesOf(page).map(({ response }) => response.etag))
        next = nextOf(page.body)
      }
      assert.deepEqual(versionsSeen, ['W/"3"', 'W/"2"', 'W/"1"'])
      const { lastUpdated } = changed.body['meta'] as { lastUpdated: string }
      assert.equal(totalOf(await get(`${histories}?_since=${lastUpdated}`)), 1)
      assert.equal((await get(`${histories}?_since=lately`)).status, 400)
      assert.equal((await get(`${histories}?_count=x`)).status, 400)
    })

    it('is there for whoever may read the resource, and for nobody else', async () => {
      const foreign = await world.programme.read(histories)
      const missing = await world.programme.read('Patient/nobody/_history')
      assert.equal(foreign.status, 404)
      assert.deepEqual(foreign.body, missing.body)
      const { body } = await get('HealthcareService?_count=1')
      const [service] = matches(body)
      assert.equal(totalOf(await get(`HealthcareService/${service?.id ?? ''}/_history`)), 1)
    })
  })

  it('says of an address what it does allow', async () => {
    for (const [method, path, allow] of [
      ['DELETE', address, 'GET, HEAD, PUT'],
      ['PUT', 'Patient', 'GET, HEAD, POST'],
      ['POST', 'CareTeam', 'GET, HEAD'],
      ['DELETE', `${address}/_history/1`, 'GET, HEAD'],
    ] as const) {
      const answer = await world.client.send(method, path, method === 'DELETE' ? undefined : {})
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, allow], path)
      assert.match(reasonsOf(answer.body)[0] ?? '', /does not allow/)
    }
  })
})
