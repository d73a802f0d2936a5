import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { Note } from '../../app/ehr.ts'
import { fhirKitEhr } from './fhir-kit-ehr.ts'

type Answer = readonly [status: number, body: unknown]
type Answers = Readonly<Record<string, (body: string) => Answer>>

const note: Note = {
  deliveryId: 'd1',
  identifiers: [{ system: 'urn:mrn', value: '7' }],
  title: 'Care team: peer support added',
  text: 'Alex Moreno has joined the care team.',
  writtenAt: '2026-03-02T09:00:00.000Z',
}
const bundle = (...resources: object[]) => ({
  resourceType: 'Bundle',
  entry: resources.map((resource) => ({ resource })),
})
const documented = (deliveryId: string) => ({
  resourceType: 'DocumentReference',
  id: 'doc-1',
  identifier: [{ value: deliveryId }],
})

/** An EHR that answers as said, by method and path without query; what it was asked, in order. */
async function openEhr(t: TestContext, answers: Answers) {
  const asked: string[] = []
  const usual: Answers = {
    'GET /fhir/.well-known/smart-configuration': () => [200, { token_endpoint: `${base()}/token` }],
    'POST /token': () => [200, { access_token: 'secret', expires_in: 60 }],
    'GET /fhir/Patient': () => [200, bundle({ resourceType: 'Patient', id: 'p1' })],
    'GET /fhir/DocumentReference': () => [200, bundle()],
    'POST /fhir/DocumentReference': () => [201, { resourceType: 'DocumentReference', id: 'doc-1' }],
    'GET /fhir/DocumentReference/doc-1': () => [200, documented('d1')],
  }
  const server = createServer(
    (request: IncomingMessage, response: ServerResponse) => void serve(request, response),
  )
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const what = `${request.method ?? ''} ${request.url?.split('?')[0] ?? ''}`
    asked.push(what)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const answer = answers[what] ?? usual[what]
    const [status, body] = answer?.(Buffer.concat(chunks).toString()) ?? [404, {}]
    response.writeHead(status, { 'content-type': 'application/fhir+json' })
    response.end(JSON.stringify(body))
  }
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const connection = {
    connectionId: 'c1',
    organizationId: 'hospital',
    name: 'Harbor Hospital',
    fhirBase: `${base()}/fhir`,
    clientId: 'careloom',
    clientSecret: 'secret',
    mrnSystem: 'urn:mrn',
  }
  let connected = 0
  server.on('connection', () => (connected += 1))
  return { ehr: fhirKitEhr(connection), asked, server, connections: () => connected }
}

describe('a note in a chart', () => {
  it(
    'is written to whoever has the number, and read back',
    withContext(async (t) => {
      let written = ''
      const { ehr } = await openEhr(t, {
        'POST /fhir/DocumentReference': (body) => {
          written = body
          return [201, { resourceType: 'DocumentReference', id: 'doc-1' }]
        },
      })
      assert.deepEqual(await ehr.writeNote(note), {
        ok: true,
        resourceType: 'DocumentReference',
        resourceId: 'doc-1',
      })
      assert.match(written, /"reference":"Patient\/p1"/)
      assert.match(written, /"value":"d1"/)
    }),
  )
  it(
    'is not written a second time',
    withContext(async (t) => {
      const { ehr, asked } = await openEhr(t, {
        'GET /fhir/DocumentReference': () => [200, bundle(documented('d1'))],
      })
      assert.equal((await ehr.writeNote(note)).ok, true)
      assert.ok(!asked.includes('POST /fhir/DocumentReference'))
    }),
  )
  for (const [what, answers, failure] of [
    [
      'nobody has the number',
      { 'GET /fhir/Patient': () => [200, bundle()] },
      { code: 'patient-not-found' },
    ],
    [
      'another one is read back',
      { 'GET /fhir/DocumentReference/doc-1': () => [200, documented('other')] },
      { code: 'read-back-differs' },
    ],
    ['it is not let in', { 'POST /token': () => [401, {}] }, { code: 'http-401', httpStatus: 401 }],
    [
      'the EHR fails',
      { 'POST /fhir/DocumentReference': () => [500, {}] },
      { code: 'http-500', httpStatus: 500 },
    ],
  ] as const satisfies readonly (readonly [string, Answers, object])[])
    it(
      `says so when ${what}`,
      withContext(async (t) => {
        const { ehr } = await openEhr(t, answers)
        assert.deepEqual(await ehr.writeNote(note), { ok: false, ...failure })
      }),
    )
  it(
    'is written with the token of the one before, also after the EHR failed and beside others',
    withContext(async (t) => {
      const statuses = [500, 429]
      const { ehr, asked, connections } = await openEhr(t, {
        'POST /fhir/DocumentReference': () => [
          statuses.shift() ?? 201,
          { resourceType: 'DocumentReference', id: 'doc-1' },
        ],
      })
      await Promise.all([ehr.writeNote(note), ehr.writeNote(note)])
      assert.equal((await ehr.writeNote(note)).ok, true)
      assert.equal(asked.filter((what) => what === 'POST /token').length, 1)
      assert.ok(connections() < asked.length / 2, 'connections are kept')
    }),
  )
  it(
    'is written with another token where the one before is refused',
    withContext(async (t) => {
      let refused = true
      const { ehr, asked } = await openEhr(t, {
        'GET /fhir/Patient': () =>
          refused ? [401, {}] : [200, bundle({ resourceType: 'Patient', id: 'p1' })],
      })
      assert.deepEqual(await ehr.writeNote(note), { ok: false, code: 'http-401', httpStatus: 401 })
      refused = false
      assert.equal((await ehr.writeNote(note)).ok, true)
      assert.equal(asked.filter((what) => what === 'POST /token').length, 2)
    }),
  )
  it(
    'says so when nobody answers',
    withContext(async (t) => {
      const { ehr, server } = await openEhr(t, {})
      await new Promise((resolve) => server.close(resolve))
      assert.deepEqual(await ehr.writeNote(note), { ok: false, code: 'unreachable' })
      assert.equal(await ehr.evidence(), undefined)
    }),
  )
})

describe('what an EHR says of itself', () => {
  const statement = (date: string, code = 'create') => ({
    resourceType: 'CapabilityStatement',
    date,
    rest: [{ resource: [{ type: 'DocumentReference', interaction: [{ code }, {}] }, {}] }],
  })
  it(
    'is kept as what can be done with each type, with a hash that the date does not change',
    withContext(async (t) => {
      const said = [
        statement('2026-01-01'),
        statement('2026-02-02'),
        statement('2026-02-02', 'read'),
      ]
      const { ehr } = await openEhr(t, { 'GET /fhir/metadata': () => [200, said.shift()] })
      const [first, second, third] = [
        await ehr.evidence(),
        await ehr.evidence(),
        await ehr.evidence(),
      ]
      assert.deepEqual(first?.evidence, { DocumentReference: ['create'] })
      assert.equal(first?.hash, second?.hash)
      assert.notEqual(second?.hash, third?.hash)
    }),
  )
})
