import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { reached } from './reach.ts'

const hospital = { fhirBase: 'https://ehr.example/fhir', reachedAt: 'http://engine.internal:81' }

describe('where an address of a hospital is reached', () => {
  it('is that address', () => {
    const { fhirBase } = hospital
    assert.equal(reached({ fhirBase }, `${fhirBase}/metadata`), 'https://ehr.example/fhir/metadata')
  })
  it('is the same path elsewhere, where the connection says so', () => {
    assert.equal(
      reached(hospital, 'https://ehr.example/auth/token?a=b'),
      'http://engine.internal:81/auth/token?a=b',
    )
  })
  it('stays what it is when it is not of that hospital', () => {
    for (const other of ['https://ehr.example.net/token', 'http://ehr.example/token'])
      assert.equal(reached(hospital, other), other)
  })
})
