import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { journey, startProduct, type Product } from '@careloom/e2e'
import { tracingTo } from '@careloom/telemetry'

const patient = {
  resourceType: 'Patient',
  identifier: [{ system: 'urn:tracing', value: '1' }],
  name: [{ family: 'Alvarez', given: ['Noor'] }],
  gender: 'female',
  birthDate: '1990-01-01',
}
const serviceRequest = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
}
const ofReferral =
  /^(requestReferral|sendOffers|.*[cC]hoose.*|.*[aA]ccept.*|startReferral|openCarePlan)$/

describe('a referral’s trace', () => {
  const exporter = new InMemorySpanExporter()
  let product: Product
  let spans: ReturnType<InMemorySpanExporter['getFinishedSpans']>
  beforeAll(async () => {
    product = await startProduct({
      tracing: tracingTo(
        new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
      ),
    })
    await journey(product.url, { patient, serviceRequest })
    await product.host.settled()
    spans = exporter.getFinishedSpans()
  })
  afterAll(() => product.close())

  const methodOf = (span: (typeof spans)[number]) =>
    String(span.attributes['careloom.method'] ?? '')
  const traceId = () =>
    spans.find((span) => methodOf(span) === 'requestReferral')?.spanContext().traceId

  it('joins the requests, the calls and the reactions of everybody who moves the referral', () => {
    const together = spans.filter((span) => span.spanContext().traceId === traceId())
    const routes = together
      .filter(({ name }) => name === 'request')
      .map(
        ({ attributes }) =>
          `${String(attributes['http.request.method'])} ${String(attributes['http.route'])}`,
      )
    for (const route of [
      'POST /fhir/*',
      'POST /api/coordinator/referrals/:referralId/offers',
      'POST /api/person/choices/:referralId',
      'POST /api/peer/offers/:referralId/acceptance',
    ])
      assert.ok(routes.includes(route), `${route} is not among ${routes.join(', ')}`)
    const types = new Set(
      together
        .filter(({ name }) => name === 'react')
        .map(({ attributes }) => attributes['careloom.event_type']),
    )
    for (const type of ['ReferralRequested', 'AssignmentStarted', 'CarePlanOpened'])
      assert.ok(types.has(type), `no reaction to ${type} among ${[...types].join(', ')}`)
  })

  it('holds every call that moves the referral', () => {
    const moving = spans.filter((span) => ofReferral.test(methodOf(span)))
    assert.ok(moving.length >= 4)
    assert.deepEqual(
      moving.filter((span) => span.spanContext().traceId !== traceId()).map(methodOf),
      [],
    )
  })

  it('hangs together: every span but the first has its parent among the others', () => {
    const together = spans.filter((span) => span.spanContext().traceId === traceId())
    const ids = new Set(together.map((span) => span.spanContext().spanId))
    assert.equal(
      together.filter(
        ({ parentSpanContext }) =>
          parentSpanContext === undefined || !ids.has(parentSpanContext.spanId),
      ).length,
      1,
    )
  })

  it('says ids and codes only', () => {
    const text = JSON.stringify(
      spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    )
    for (const word of ['Noor', 'Alvarez', 'urn:tracing', '1990-01-01'])
      assert.ok(!text.includes(word), word)
  })
})
