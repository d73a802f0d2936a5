import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import {
  clientToken,
  fhir,
  journey,
  session,
  signIn,
  startProduct,
  type Product,
} from '@careloom/e2e'
import { consent } from './resources.ts'

describe('after the peer is on the care team', () => {
  let product: Product
  let personId: string
  const around = mkdtempSync(join(tmpdir(), 'careloom-live-'))
  const dataDir = join(around, 'data')
  beforeAll(async () => {
    product = await startProduct({ dataDir })
    const serviceRequest = {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
    }
    const done = await journey(product.url, {
      patient: {
        resourceType: 'Patient',
        identifier: [{ system: 'urn:live', value: '1' }],
        name: [{ given: ['Kim'], family: 'Lee' }],
      },
      serviceRequest,
    })
    personId = done.personId
  })
  afterAll(async () => {
    await product.close()
    rmSync(around, { recursive: true, force: true })
  })

  const peersPerson = async () => {
    const peer = await session(product.url, 'peer')
    const { people } = await peer.call('listPeerPeople', {})
    const assignmentId = people.find(
      ({ personDisplay }) => personDisplay === 'Kim L.',
    )?.assignmentId
    assert.ok(assignmentId !== undefined)
    return { peer, assignmentId }
  }

  it('tells those concerned that something changed, and what it was to nobody', async () => {
    const token = await signIn(product.url, `person-${personId}`)
    const abort = new AbortController()
    const response = await fetch(`${product.url}/api/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: abort.signal,
    })
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
    const { peer, assignmentId } = await peersPerson()
    const body = {
      occurredAt: new Date(Date.now() - 60_000).toISOString(),
      modality: 'phone' as const,
      minutes: 30,
      kinds: ['emotional' as const],
      personsIdea: 'To call her sister',
      shareWithEhr: true,
    }
    await peer.call('recordEncounter', { params: { assignmentId }, body })
    let heard = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      heard += decoder.decode(chunk as Uint8Array)
      if (heard.includes('person-home')) break
    }
    abort.abort()
    assert.match(heard, /event: changed\ndata: \{"topics":\[[^\]]*"person-home"/)
    assert.ok(!heard.includes('sister'))
  })

  it('records a note once, however often it is sent', async () => {
    const { peer, assignmentId } = await peersPerson()
    const body = {
      occurredAt: new Date(Date.now() - 120_000).toISOString(),
      modality: 'in-person' as const,
      minutes: 45,
      kinds: ['instrumental' as const],
      nextStep: 'Walk on Thursday',
      shareWithEhr: false,
    }
    const key = '0190a000-0000-7000-8000-0000000000aa'
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        peer.call('recordEncounter', { params: { assignmentId }, body }, key),
      ),
    )
    assert.deepEqual([...new Set(answers.map(({ encounterId }) => encounterId))], [key])
    const { notes } = await peer.call('getPeerPerson', { params: { assignmentId } })
    assert.equal(notes.filter(({ nextStep }) => nextStep === 'Walk on Thursday').length, 1)
  })

  it('lets the person answer a survey with skips, and keeps the first contact’s promise', async () => {
    const person = await session(product.url, `person-${personId}`)
    const { measuresDue } = await person.call('getPersonHome', {})
    const phq = measuresDue.find(({ instrument }) => instrument === 'phq-9')
    assert.ok(phq !== undefined)
    const measure = await person.call('getMeasure', { params: { measureId: phq.measureId } })
    const all = measure.items.map(({ linkId }) => ({ linkId, value: 1 }))
    const result = await person.call('answerMeasure', {
      params: { measureId: phq.measureId },
      body: { answers: all },
    })
    assert.equal(result.score, 9)
    assert.equal(result.showSafety, true)
    const gad = measuresDue.find(({ instrument }) => instrument === 'gad-7')
    const gadMeasure = await person.call('getMeasure', {
      params: { measureId: gad?.measureId ?? '' },
    })
    const some = gadMeasure.items.map(({ linkId }, i) => ({ linkId, value: i === 0 ? null : 0 }))
    const skipped = await person.call('answerMeasure', {
      params: { measureId: gadMeasure.measureId },
      body: { answers: some },
    })
    assert.deepEqual([skipped.score, skipped.skipped], [null, 1])
    const after = await person.call('getPersonHome', {})
    assert.ok(
      !after.measuresDue.some(({ instrument }) => instrument === 'phq-9' || instrument === 'gad-7'),
    )
  })

  it('takes a consent that names no signer but the person, and ends at an instant', async () => {
    const client = fhir(product.url, await clientToken(product.url))
    const { status, body } = await client.create({
      ...consent(personId, undefined, true),
      patient: { reference: `Patient/${personId}` },
      performer: [{ reference: `Patient/${personId}` }],
      dateTime: '2026-06-01',
      provision: { ...consent(personId).provision, period: { end: '2028-03-01T12:00:00.000Z' } },
    })
    assert.equal(status, 201)
    assert.equal((body['performer'] as { display: string }[])[0]?.display, 'Kim Lee')
    assert.equal((body['provision'] as { period: { end: string } }).period.end, '2028-03-01')
    assert.equal(body['dateTime'], '2026-06-01')
  })

  it('stops the hospital at once when the person withdraws consent', async () => {
    const client = fhir(product.url, await clientToken(product.url))
    const before = await client.search(`CareTeam?patient=${personId}`)
    assert.equal(before.entry?.length, 1)
    const person = await session(product.url, `person-${personId}`)
    const { consents } = await person.call('listConsents', {})
    const active = consents.filter(({ status }) => status === 'active')
    for (const { consentId } of active)
      await person.call('withdrawConsent', { params: { consentId }, body: {} })
    const after = await client.search(`CareTeam?patient=${personId}`)
    assert.deepEqual(after.entry ?? [], [])
    assert.equal(
      (await client.read(`CareTeam/${before.entry?.[0]?.resource.id ?? ''}`)).status,
      404,
    )
    const { looks } = await person.call('getPersonHome', {})
    assert.ok(
      looks.some(({ who, saw }) => who === 'Harbor Hospital backend' && saw === 'care-team'),
    )
  })

  it('is all there after a restart, and after every read model was built anew', async () => {
    const page = async () => {
      const { peer, assignmentId } = await peersPerson()
      return peer.call('getPeerPerson', { params: { assignmentId } })
    }
    const before = await page()
    await product.close()
    product = await startProduct({ dataDir })
    assert.deepEqual(await page(), before)
    await product.host.rebuild()
    assert.deepEqual(await page(), before)
  })
})
