import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { resourceTypes } from '../domain/resource.ts'
import { capabilityStatement } from './capability-statement.ts'
import { resources } from './resources/table.ts'

type Stated = {
  readonly type: string
  readonly interaction: readonly { readonly code: string }[]
  readonly searchParam: readonly { readonly name: string }[]
  readonly searchInclude?: readonly string[]
  readonly conditionalCreate: boolean
}

describe('the CapabilityStatement', () => {
  const { rest } = capabilityStatement(
    'https://careloom.example/fhir',
    'https://careloom.example/realms/careloom',
  ) as {
    rest: readonly { resource: readonly Stated[] }[]
  }
  const stated = rest[0]?.resource ?? []

  it('names every type once', () =>
    assert.deepEqual(
      stated.map(({ type }) => type),
      [...resourceTypes],
    ))
  for (const { type, interaction, searchParam, searchInclude, conditionalCreate } of stated)
    it(`says of ${type} what its module does`, () => {
      const module = resourceTypes.find((each) => each === type) ?? assert.fail()
      const { create, update, search, includes, conditionalCreate: conditional } = resources[module]
      const codes = interaction.map(({ code }) => code)
      assert.deepEqual(
        [codes.includes('create'), codes.includes('update')],
        [create !== undefined, update !== undefined],
      )
      assert.deepEqual(
        searchParam.map(({ name }) => name),
        [...search.map(({ name }) => name), '_id', '_lastUpdated'],
      )
      assert.deepEqual([searchInclude, conditionalCreate], [includes, conditional === true])
    })
})
