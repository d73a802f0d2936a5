import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { reasonsOf } from '@careloom/e2e'
import { openFhirWorld, type FhirWorld } from './fhir-world.ts'

describe('what the FHIR endpoint says of itself', () => {
  let world: FhirWorld
  before(async () => {
    world = await openFhirWorld()
  })
  after(() => world.product.close())

  it('serves what its statements say', async () => {
    const open = async (path: string) =>
      (await (await fetch(`${world.product.url}${path}`)).json()) as Record<string, unknown>
    const [smart, provider, metadata] = [
      await open('/fhir/.well-known/smart-configuration'),
      await open('/realms/careloom/.well-known/openid-configuration'),
      await open('/fhir/metadata'),
    ]
    for (const name of [
      'issuer',
      'jwks_uri',
      'authorization_endpoint',
      'token_endpoint',
      'introspection_endpoint',
      'revocation_endpoint',
    ])
      assert.equal(smart[name], provider[name], name)
    for (const name of [
      'grant_types_supported',
      'response_types_supported',
      'code_challenge_methods_supported',
      'token_endpoint_auth_methods_supported',
      'scopes_supported',
    ])
      assert.deepEqual(
        (smart[name] as string[]).filter(
          (each) => !(provider[name] as string[]).includes(each) && !each.startsWith('system/'),
        ),
        [],
        name,
      )
    const [rest] = metadata['rest'] as {
      resource: { type: string; searchParam: { name: string }[]; searchInclude: string[] }[]
    }[]
    for (const { type, searchParam, searchInclude } of rest?.resource ?? []) {
      const values = searchParam.map(
        ({ name }) => `${name}=${/date|authored|_lastUpdated/.test(name) ? '2026' : 'x'}`,
      )
      const query = [...values, ...searchInclude.map((each) => `_include=${each}`)].join('&')
      const answer = await world.client.send('GET', `${type}?${query}`, undefined, {
        prefer: 'handling=strict',
      })
      assert.equal(answer.status, 200, `${type}?${query}: ${reasonsOf(answer.body).join(' ')}`)
    }
  })
})
