import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { FhirProblem } from '../../domain/outcome.ts'
import { conditionOf } from './conditional-create.ts'

const base = 'https://careloom.example/fhir'
const own = { system: 'urn:mrn', value: '1' }
const condition = (header: string | undefined) => conditionOf(header, 'Patient', [own], base)

describe('the condition of a conditional create', () => {
  it('is none where nothing is said', () =>
    assert.deepEqual([undefined, '', ' '].map(condition), [undefined, undefined, undefined]))
  it('names an identifier, as a query, after the type, or after its whole address', () => {
    const query = 'identifier=urn:mrn%7C1'
    for (const prefix of ['', '?', 'Patient?', `${base}/Patient?`])
      assert.deepEqual(condition(prefix + query), own, prefix)
  })
  for (const header of [
    'name=Robin',
    'identifier=1',
    'identifier=urn:mrn|',
    'identifier=urn:mrn|1&gender=female',
    'identifier=urn:mrn|2',
    'Task?identifier=urn:mrn|1',
    'https://other.example/fhir/Patient?identifier=urn:mrn|1',
  ])
    it(`is refused as ${header}`, () => assert.throws(() => condition(header), FhirProblem))
})
