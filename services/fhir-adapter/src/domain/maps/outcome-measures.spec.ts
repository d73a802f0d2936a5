import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { toObservation, toQuestionnaire } from './outcome-measures.ts'

const instrument = { instrument: 'barc-10', name: 'BARC-10', items: [] }
const answered = {
  measureId: 'm1',
  personId: 'p1',
  organizationId: 'peers',
  part2: false,
  instrument: 'phq-9',
  answers: [],
  answeredAt: '2026-03-02T09:00:00.000Z',
}

describe('an instrument over FHIR', () => {
  it('has a name that a program could have (FHIR R4 que-0)', () =>
    assert.match(String(toQuestionnaire(instrument)['name']), /^[A-Z][A-Za-z0-9_]{0,254}$/))
  it('gives an Observation only where there is a score', () => {
    assert.equal(toObservation(answered), undefined)
    assert.deepEqual(
      (toObservation({ ...answered, score: 12 })?.['valueQuantity'] as { value: number }).value,
      12,
    )
  })
})
