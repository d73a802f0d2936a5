import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import {
  clientToken,
  fhir,
  journey,
  session,
  startProduct,
  type Journey,
  type Product,
  type Session,
} from '@careloom/e2e'
import { tracingTo } from '@careloom/telemetry'

const canary = /c[a4]n[a4]ry/i
const snomed = {
  coding: [{ system: 'http://snomed.info/sct', code: '461481000124109', display: 'CanaryDisplay' }],
  text: 'CanaryText',
}
const patient = {
  resourceType: 'Patient',
  identifier: [
    { system: 'https://canary-authority.example/ids', value: 'CANARY-MRN-77' },
    { system: 'https://canary-state.example/ids', value: 'CANARY-STATE-78' },
  ],
  name: [{ family: 'Canaryson', given: ['Canarina'], text: 'Canarina Canaryson' }],
  telecom: [
    { system: 'phone', value: '+1 555 CANARY' },
    { system: 'email', value: 'canary@canary.example' },
  ],
  address: [{ line: ['1 Canary Row'], city: 'Canaryville' }],
  birthDate: '1971-07-07',
  contact: [{ name: { family: 'Canaryaunt' } }],
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/individual-pronouns',
      extension: [{ url: 'value', valueCodeableConcept: { text: 'canary/canaries' } }],
    },
  ],
}
const serviceRequest = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: snomed,
  identifier: [{ system: 'https://canary-orders.example', value: 'CANARY-ORDER-1' }],
  note: [{ text: 'Canary words of the person' }],
  reasonCode: [{ text: 'CanaryReason' }],
  patientInstruction: 'Canary instruction',
}

describe('names and words of people', () => {
  const exporter = new InMemorySpanExporter()
  const refusals: { readonly asked: string; readonly status: number; readonly text: string }[] = []
  let product: Product
  let done: Journey
  beforeAll(async () => {
    product = await startProduct({
      tracing: tracingTo(
        new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
      ),
    })
    done = await journey(product.url, { patient, serviceRequest })
    await writeWords()
    await beRefused()
    await product.host.settled()
  })
  afterAll(() => product.close())

  /** A note after a meeting, in words that only the two may read. */
  async function writeWords(): Promise<void> {
    const peer = await session(product.url, 'peer')
    const { people } = await peer.call('listPeerPeople', {})
    const assignmentId = people[0]?.assignmentId ?? ''
    const occurredAt = new Date(Date.now() - 60_000).toISOString()
    const body = {
      occurredAt,
      modality: 'in-person' as const,
      minutes: 45,
      kinds: ['emotional' as const],
      personsIdea: 'Canary idea',
      nextStep: 'Canary step',
      nextStepOwner: 'person' as const,
      shareWithEhr: true,
    }
    await peer.call('recordEncounter', { params: { assignmentId }, body })
    await writePlan(peer, assignmentId)
  }

  /** What the two want and where they meet. */
  async function writePlan(peer: Session, assignmentId: string): Promise<void> {
    const person = await session(product.url, `person-${done.personId}`)
    await person.call('writeVision', { body: { words: 'Canary vision' } })
    await person.call('addOwnGoal', { body: { words: 'Canary goal', domain: 'hope' } })
    const at = new Date(Date.now() + 86_400_000).toISOString()
    const plan = { at, minutes: 30, modality: 'in-person' as const, location: 'Canary bridge' }
    await peer.call('planMeeting', { params: { assignmentId }, body: plan })
    const home = await person.call('getPersonHome', {})
    assert.equal(home.nextMeeting?.location, 'Canary bridge')
  }

  /** Everything that can be sent wrong, with somebody's name in it. */
  async function beRefused(): Promise<void> {
    const token = await clientToken(product.url)
    const coordinator = await session(product.url, 'coordinator')
    const ask = async (
      method: string,
      path: string,
      bearer: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) => {
      const response = await fetch(product.url + path, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          'content-type': 'application/fhir+json',
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      if (response.status >= 400)
        refusals.push({
          asked: `${method} ${path}`,
          status: response.status,
          text: text + JSON.stringify([...response.headers]),
        })
    }
    const person = `Patient/${done.personId}`
    for (const path of [
      '/fhir/Patient?name:canary=1',
      '/fhir/Patient?birthdate=canary',
      '/fhir/Patient?_include=Patient:canary',
      '/fhir/Patient?_cursor=canary',
      '/fhir/Patient/canary',
      '/fhir/Canary',
      `/fhir/${person}/_history/canary`,
      '/fhir/Patient?_count=canary',
      '/api/canary',
      '/api/coordinator/referrals/canary',
      '/smart/launch?iss=https://canary.example&launch=canary',
    ])
      await ask('GET', path, token)
    await ask('GET', '/fhir/Patient?unheard-of=canary', token, undefined, {
      prefer: 'handling=strict',
    })
    await ask(
      'POST',
      '/fhir/Patient',
      token,
      '{"resourceType":"Patient","name":[{"family":"Canaryson"',
    )
    await ask('POST', '/fhir/Patient', token, { ...patient, gender: 'canary' })
    await ask('POST', '/fhir/Patient', token, { ...patient, birthDate: 'canary' })
    await ask('POST', '/fhir/Patient', token, patient)
    await ask('POST', '/fhir/Patient', token, patient, {
      'if-none-exist': 'identifier=urn:other|canary',
    })
    await ask('POST', '/fhir/Patient', token, patient, { 'if-none-exist': 'name=canary' })
    await ask('POST', '/fhir/Patient', token, patient, { 'content-type': 'text/canary' })
    await ask(
      'PUT',
      `/fhir/${person}`,
      token,
      { ...patient, id: done.personId },
      { 'if-match': 'W/"canary"' },
    )
    await ask(
      'PUT',
      `/fhir/Task/${done.referralId}`,
      token,
      { resourceType: 'Task', id: done.referralId, status: 'canary' },
      { 'if-match': 'W/"1"' },
    )
    await ask('POST', '/fhir/ServiceRequest', token, { ...serviceRequest, status: 'canary' })
    await ask('POST', '/fhir/ServiceRequest', token, {
      ...serviceRequest,
      subject: { reference: 'Patient/canary' },
    })
    await ask('POST', '/fhir/Consent', token, {
      resourceType: 'Consent',
      status: 'canary',
      patient: { reference: person, display: 'Canarina' },
    })
    await ask('GET', '/fhir/Patient', 'canary')
    await ask(
      'POST',
      `/api/coordinator/referrals/${done.referralId}/offers`,
      coordinator.token,
      { canary: 1, peerWorkerIds: ['canary'] },
      { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    )
    const peer = await session(product.url, 'peer')
    const { people } = await peer.call('listPeerPeople', {})
    await ask(
      'POST',
      `/api/peer/people/${people[0]?.assignmentId}/meetings`,
      peer.token,
      { at: 'canary', minutes: 'canary', modality: 'canary', location: 'Canary '.repeat(100) },
      { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    )
    await ask(
      'POST',
      `/api/coordinator/referrals/${done.referralId}/information-request`,
      coordinator.token,
      '{"question":"Canary',
      { 'content-type': 'application/json', 'idempotency-key': 'canary' },
    )
  }

  const noCanaryIn = (what: string, text: string) =>
    assert.equal(
      canary.exec(text)?.[0],
      undefined,
      `${what}: …${text.slice(Math.max(0, text.search(canary) - 120), text.search(canary) + 60)}…`,
    )

  it('reach those whom they are meant for', async () => {
    const { body } = await fhir(product.url, await clientToken(product.url)).read(
      `Patient/${done.personId}`,
    )
    assert.match(JSON.stringify(body), canary)
  })

  it('stand in no log line', () => noCanaryIn('log', product.lines.join('\n')))

  it('stand in no span', () => {
    const spans = exporter.getFinishedSpans()
    assert.ok(spans.length > 100)
    noCanaryIn(
      'spans',
      JSON.stringify(
        spans.map(({ name, attributes, events, links, status }) => ({
          name,
          attributes,
          events,
          links,
          status,
        })),
      ),
    )
  })

  it('stand in no metric', async () => {
    const text = await (await fetch(`http://127.0.0.1:${product.metricsPort}/metrics`)).text()
    assert.match(text, /careloom_http_request_seconds_count\{[^}]*route="\/fhir\/\*"/)
    noCanaryIn('metrics', text)
  })

  it('stand in no answer that refuses', () => {
    assert.ok(refusals.length >= 24, `${refusals.length} refusals`)
    for (const { asked, status, text } of refusals) noCanaryIn(`${status} to ${asked}`, text)
  })

  it('stand in no file name of the data folder, and in clear in no log of events', () => {
    const files = readdirSync(product.dataDir, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile(),
    )
    noCanaryIn('file names', files.map(({ parentPath, name }) => join(parentPath, name)).join('\n'))
    for (const { parentPath, name } of files.filter((entry) => entry.parentPath.endsWith('logs')))
      noCanaryIn(name, readFileSync(join(parentPath, name), 'latin1'))
  })
})
