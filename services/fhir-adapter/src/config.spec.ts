import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { settings } from './config.ts'

const connection = {
  connectionId: 'c',
  organizationId: 'o',
  name: 'Harbor Hospital',
  fhirBase: 'https://ehr.example/fhir/',
  clientId: 'id',
  clientSecret: 'sentinel-134013',
  mrnSystem: 'urn:mrn',
}
const env = {
  CARELOOM_ORIGIN: 'https://careloom.example',
  CARELOOM_ISSUER: 'https://careloom.example/realms/careloom',
}
const load = (text: string) => settings.read({ ...env, CARELOOM_CONNECTIONS: text }).connections

describe('configuration', () => {
  it('takes the hospitals, without slashes at the ends of their bases', () => {
    const [read] = load(JSON.stringify([connection]))
    assert.deepEqual(read, { ...connection, fhirBase: 'https://ehr.example/fhir' })
    assert.deepEqual(load('[]'), [])
  })
  it('is refused where it is not said which hospitals there are', () =>
    assert.throws(() => settings.read(env), /CARELOOM_CONNECTIONS is missing/))
  it('names what is wrong, and never what was said: it may be a secret', () => {
    const { clientSecret } = connection
    for (const [text, what] of [
      [`[{"clientSecret":"${clientSecret}"`, /CARELOOM_CONNECTIONS must be a JSON array/],
      [JSON.stringify([clientSecret]), /\[0\] must be an object/],
      [JSON.stringify([{ ...connection, clientId: 7 }]), /\[0\]\.clientId must be a text/],
      [JSON.stringify([{ ...connection, [clientSecret]: 1 }]), /no field but those/],
      [JSON.stringify([connection, connection]), /\[1\]\.connectionId must be one that no/],
    ] as const)
      assert.throws(
        () => load(text),
        ({ message }: Error) => {
          assert.match(message, what)
          assert.ok(!message.includes(clientSecret), message)
          return true
        },
      )
  })
})
