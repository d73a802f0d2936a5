import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { startKafka, startMongo, type Kafka, type Mongo } from '@careloom/testing/engines'
import { withContext } from '@careloom/testing/with-context'
import { openCollector, type Collector } from '../src/cluster/collector.ts'
import { startHouse, type House } from '../src/cluster/house.ts'
import { journey, type Journey } from '../src/journey.ts'
import { session } from '../src/sign-in.ts'

// A busy machine opens doors late: whoever is told so asks again.
const patienceMs = 60_000
const patient = {
  resourceType: 'Patient',
  identifier: [{ system: 'https://harbor-hospital.example/mrn', value: 'CL-1' }],
  name: [{ given: ['Rosa'], family: 'Okafor' }],
  birthDate: '1990-03-04',
}
const serviceRequest = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
}

let mongo: Mongo
let kafka: Kafka
beforeAll(async () => {
  ;[mongo, kafka] = await Promise.all([startMongo(), startKafka()])
})
afterAll(async () => {
  await Promise.all([mongo.remove(), kafka.remove()])
})

const given = ['Rosa', 'Okafor', 'CL-1', '1990-03-04']

describe('a house of which every service is a process', () => {
  let collector: Collector
  let house: House
  let journeyed: Journey
  beforeAll(async () => {
    collector = await openCollector()
    house = await startHouse({ mongo, kafka, env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } })
    journeyed = await journey(house.url, { patient, serviceRequest, patienceMs })
  })
  afterAll(() => house.close().finally(() => collector.close()))

  it('brings a referral from the hospital to the care team', () => {
    assert.equal(journeyed.careTeam.resourceType, 'CareTeam')
  })
  it(
    'shows the console all its processes, and nothing that was set aside',
    withContext(async () => {
      const integrator = await session(house.url, 'integrator')
      const { services } = await integrator.call('getHealth', {})
      const names = services.map(({ name }) => name).join(' ')
      for (const process of ['people', 'referrals', 'assignments', 'care-plans', 'outcomes'])
        assert.match(names, new RegExp(`\\b${process}/`))
      assert.deepEqual((await integrator.call('listQuarantine', {})).quarantined, [])
    }),
  )
  it(
    'ends in order, and hands its spans over: one trace over all processes that moved the referral',
    withContext(async () => {
      const codes = await Promise.all(house.all.map((replica) => replica.end()))
      assert.deepEqual(new Set(codes), new Set([0]))
      const { spans } = collector
      const begin = spans.find(
        ({ attributes }) => attributes['careloom.method'] === 'requestReferral',
      )
      const together = spans.filter(({ traceId }) => traceId === begin?.traceId)
      const processes = new Set(together.map(({ service }) => service))
      for (const process of ['gateway', 'fhir-adapter', 'referrals', 'assignments', 'care-plans'])
        assert.ok(processes.has(`careloom-${process}`), `${process} among ${[...processes].join()}`)
      const ids = new Set(together.map(({ spanId }) => spanId))
      const first = together.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))
      assert.deepEqual(
        first.map(({ name, service }) => `${service} ${name}`),
        ['careloom-gateway request'],
      )
      const relays = spans.filter(({ name }) => name === 'relay')
      assert.ok(
        relays.some(({ links = [] }) => links.some(({ traceId }) => traceId === begin?.traceId)),
      )
    }),
  )
  it('says ids and codes only in its traces', () => {
    const text = collector.text()
    for (const word of [...given, house.folder, 'process.command'])
      assert.ok(!text.includes(word), word)
  })
})
