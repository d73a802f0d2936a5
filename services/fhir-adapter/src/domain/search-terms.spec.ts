import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { resourceTypes } from './resource.ts'
import { includes, searchParameters, searchTerms } from './search-terms.ts'

describe('what a resource is found by', () => {
  it('is the name from any word on, without case or accents', () => {
    const terms = searchTerms({
      resourceType: 'Patient',
      id: 'p',
      name: [{ family: 'Núñez-Ortiz', given: ['Álvaro'] }],
    })
    for (const term of ['family=nunez-ortiz', 'family=ortiz', 'given=alvaro', 'name=alvaro'])
      assert.ok(terms.includes(term), term)
  })
  it('is a token with its system, without it, and the system alone', () => {
    const terms = searchTerms({
      resourceType: 'ServiceRequest',
      id: 's',
      identifier: [{ system: 'urn:a', value: '1' }],
      code: { coding: [{ system: 'urn:c', code: 'x' }, { code: 'y' }] },
      status: 'active',
    })
    for (const term of [
      'identifier=urn:a|1',
      'identifier=1',
      'identifier=urn:a|',
      'code=urn:c|x',
      'code=x',
      'code=y',
      'status=active',
    ])
      assert.ok(terms.includes(term), term)
  })
  it('is a reference with its type and as bare id', () => {
    const terms = searchTerms({
      resourceType: 'Task',
      id: 't',
      for: { reference: 'Patient/p' },
      focus: { reference: 'ServiceRequest/s' },
    })
    for (const term of ['patient=Patient/p', 'patient=p', 'focus=ServiceRequest/s'])
      assert.ok(terms.includes(term), term)
  })
  it('is nothing twice, and nothing of what is not there', () => {
    const terms = searchTerms({
      resourceType: 'CareTeam',
      id: 'c',
      participant: [
        { member: { reference: 'PractitionerRole/a' } },
        { member: { reference: 'PractitionerRole/a' } },
        {},
      ],
    })
    assert.deepEqual(terms, ['participant=PractitionerRole/a', 'participant=a'])
  })
  it('is said for every type, by names that differ; what can be included is among them', () => {
    for (const type of resourceTypes) {
      const names = searchParameters[type].map(({ name }) => name)
      assert.equal(new Set(names).size, names.length, type)
      for (const each of includes[type] ?? [])
        assert.ok(names.includes(each.split(':')[1] ?? ''), each)
    }
  })
})
