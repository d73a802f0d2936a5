import { fromPatient } from '@careloom/service-fhir-adapter/from-patient'
import { toPatient } from '@careloom/service-fhir-adapter/patient'
import { runSync } from '../clients.ts'
import type { Metric } from '../metric.ts'
import { patientOfTwoKilobytes } from './resources.ts'

const text = JSON.stringify(patientOfTwoKilobytes('map'))
const personId = '0190a000-0000-7000-8000-000000000401'
const organizationId = '0190a000-0000-7000-8000-000000000001'

const micros = (perSecond: number) => ({ value: 1e6 / perSecond, bytes: text.length })

/** What a create does with a body between the wire and the command, and what it answers. */
function there(): void {
  const { details, identifiers } = fromPatient(JSON.parse(text))
  JSON.stringify(toPatient({ personId, organizationId, details, identifiers }))
}

export const mapped: Metric = {
  name: 'map-resource',
  number: 'P21',
  what: 'parse, validate and map a Patient of 2 kB, map it back and write it; against JSON.parse and JSON.stringify of it',
  unit: 'µs',
  lessIsBetter: true,
  systems: {
    careloom: ({ seconds }) => Promise.resolve(micros(runSync(seconds, there))),
    JSON: ({ seconds }) =>
      Promise.resolve(micros(runSync(seconds, () => JSON.stringify(JSON.parse(text))))),
  },
  goals: [{ against: 'JSON', factor: 15 }],
}
