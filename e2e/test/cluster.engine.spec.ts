import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { startKafka, startMongo, type Kafka, type Mongo } from '@careloom/testing/engines'
import { withContext } from '@careloom/testing/with-context'
import { startHouse } from '../src/cluster/house.ts'
import { journey } from '../src/journey.ts'

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

describe('a house of which every service is a process', () => {
  it(
    'brings a referral from the hospital to the care team',
    withContext(async (t) => {
      const house = await startHouse({ mongo, kafka })
      t.after(() => house.close())
      const { careTeam } = await journey(house.url, { patient, serviceRequest, patienceMs })
      assert.equal(careTeam.resourceType, 'CareTeam')
    }),
  )
})
