import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { resourceTypes } from '../../domain/resource.ts'
import { isConfigured, madeOfConfiguration, madeOfEvents, resources } from './table.ts'

describe('the modules of resources', () => {
  it('stand under their own type, each made of events or of configuration', () => {
    for (const type of resourceTypes) assert.equal(resources[type].type, type)
    assert.equal(madeOfEvents.length + madeOfConfiguration.length, resourceTypes.length)
    assert.ok(madeOfConfiguration.every(({ type }) => isConfigured(type)))
  })
  it('are begun by an event that makes them', () => {
    for (const { type, on } of madeOfEvents)
      assert.ok(
        Object.values(on).some((step) => step?.first !== undefined),
        type,
      )
  })
  it('show to whoever is signed in only what is of nobody', () => {
    const open = resourceTypes.filter((type) => resources[type].class === 'directory')
    assert.deepEqual(open.sort(), [
      'HealthcareService',
      'Organization',
      'Practitioner',
      'PractitionerRole',
      'Questionnaire',
    ])
  })
})
