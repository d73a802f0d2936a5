import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from '@jest/globals'
import { loadConfig } from './config.ts'

const variables = (file: string) =>
  new Set(readFileSync(new URL(file, import.meta.url), 'utf8').match(/FHIR_ADAPTER_[A-Z_]+/g))
const connection = {
  connectionId: 'c',
  organizationId: 'o',
  name: 'Harbor Hospital',
  fhirBase: 'https://ehr.example/fhir/',
  clientId: 'id',
  clientSecret: 's',
  mrnSystem: 'urn:mrn',
}
const env = {
  FHIR_ADAPTER_BASE_URL: 'https://careloom.example/',
  FHIR_ADAPTER_CONNECTIONS: JSON.stringify([connection]),
}

describe('configuration', () => {
  it('is read, without slashes at the ends', () => {
    const { base, connections, organizations } = loadConfig(env)
    assert.deepEqual(
      [base, connections[0]?.fhirBase, organizations.get('o')],
      ['https://careloom.example/fhir', 'https://ehr.example/fhir', 'Harbor Hospital'],
    )
    assert.deepEqual(
      loadConfig({ FHIR_ADAPTER_BASE_URL: 'https://careloom.example' }).connections,
      [],
    )
  })
  it('names the variable and the field that is wrong', () => {
    assert.throws(() => loadConfig({}), /FHIR_ADAPTER_BASE_URL/)
    for (const text of ['{', '{}'])
      assert.throws(
        () => loadConfig({ ...env, FHIR_ADAPTER_CONNECTIONS: text }),
        /FHIR_ADAPTER_CONNECTIONS/,
      )
    assert.throws(
      () =>
        loadConfig({
          ...env,
          FHIR_ADAPTER_CONNECTIONS: JSON.stringify([{ ...connection, clientId: 7 }]),
        }),
      /FHIR_ADAPTER_CONNECTIONS\[0\].clientId/,
    )
  })
  it('is the same in the README', () =>
    assert.deepEqual(variables('../README.md'), variables('./config.ts')))
})
