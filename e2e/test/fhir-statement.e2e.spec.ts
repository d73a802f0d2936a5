import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { reasonsOf, type Resource } from '@careloom/e2e'
import { liveThrough, type Life } from './fhir-life.ts'
import { idsOf, openFhirWorld, type FhirWorld } from './fhir-world.ts'
import { looked } from './search-values.ts'

type Stated = {
  readonly type: string
  readonly supportedProfile?: readonly string[]
  readonly interaction: readonly { readonly code: string }[]
  readonly searchParam: readonly { readonly name: string; readonly type: string }[]
  readonly searchInclude?: readonly string[]
  readonly conditionalCreate: boolean
}

/** What US Core 6.1 requires of a server (CapabilityStatement us-core-server): each SHALL, alone and together. */
const usCore: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Patient: [['_id'], ['identifier'], ['name'], ['birthdate', 'name'], ['gender', 'name']],
  Practitioner: [['name'], ['identifier']],
  PractitionerRole: [['specialty'], ['practitioner']],
  Organization: [['name'], ['address']],
  ServiceRequest: [
    ['_id'],
    ['patient'],
    ['patient', 'category'],
    ['patient', 'category', 'authored'],
    ['patient', 'code'],
  ],
  CareTeam: [['patient', 'status']],
  CarePlan: [['patient', 'category']],
  Goal: [['patient']],
  Encounter: [['_id'], ['patient'], ['date', 'patient']],
  QuestionnaireResponse: [['_id'], ['patient']],
  Observation: [
    ['patient', 'category'],
    ['patient', 'category', 'date'],
    ['patient', 'code'],
  ],
  // Gravity SDOHCC 3.0: what a referral target and source poll by.
  Task: [['_id'], ['owner', '_lastUpdated'], ['requester', '_lastUpdated'], ['status', 'owner']],
}

describe('what the FHIR endpoint says of itself', () => {
  let world: FhirWorld
  let life: Life
  let stated: readonly Stated[]
  beforeAll(async () => {
    world = await openFhirWorld()
    life = await liveThrough(world)
    const metadata = (await open('/fhir/metadata')) as { rest: { resource: Stated[] }[] }
    stated = metadata.rest[0]?.resource ?? []
    assert.ok(stated.length > 0)
  })
  afterAll(() => world.product.close())

  const open = async (path: string) =>
    (await (await fetch(`${world.product.url}${path}`)).json()) as Record<string, unknown>
  const strictly = (query: string) =>
    world.client.send('GET', query, undefined, { prefer: 'handling=strict' })
  const lived = (type: string): Resource => life[type] ?? assert.fail(type)

  it('is what its authorization server says', async () => {
    const [smart, provider] = await Promise.all(
      [
        '/fhir/.well-known/smart-configuration',
        '/realms/careloom/.well-known/openid-configuration',
      ].map(open),
    )
    for (const name of [
      'issuer',
      'jwks_uri',
      'authorization_endpoint',
      'token_endpoint',
      'introspection_endpoint',
      'revocation_endpoint',
    ])
      assert.equal(smart?.[name], provider?.[name], name)
    for (const name of [
      'grant_types_supported',
      'response_types_supported',
      'code_challenge_methods_supported',
      'token_endpoint_auth_methods_supported',
      'scopes_supported',
    ])
      assert.deepEqual(
        (smart?.[name] as string[]).filter(
          (each) => !(provider?.[name] as string[]).includes(each) && !each.startsWith('system/'),
        ),
        [],
        name,
      )
  })

  it('names every interaction that works, and none that does not', async () => {
    for (const { type, interaction, conditionalCreate } of stated) {
      const { id, meta } = lived(type)
      const version = (meta as { versionId: string }).versionId
      const attempts = {
        read: ['GET', `${type}/${id}`],
        vread: ['GET', `${type}/${id}/_history/${version}`],
        'history-instance': ['GET', `${type}/${id}/_history`],
        'history-type': ['GET', `${type}/_history`],
        'search-type': ['GET', type],
        create: ['POST', type],
        update: ['PUT', `${type}/${id}`],
        patch: ['PATCH', `${type}/${id}`],
        delete: ['DELETE', `${type}/${id}`],
      } as const
      const works: string[] = []
      for (const [code, [method, path]] of Object.entries(attempts)) {
        const { status, headers } = await world.client.send(
          method,
          path,
          method === 'GET' ? undefined : {},
        )
        // An empty body is a fault of the body, where a body is taken at all.
        if (status === 405) assert.match(headers.get('allow') ?? '', /^GET, HEAD/)
        if (status === 200 || status === 400) works.push(code)
        else assert.ok(status === 404 || status === 405, `${method} ${path}: ${status}`)
      }
      assert.deepEqual(works.sort(), interaction.map(({ code }) => code).sort(), type)
      if (!works.includes('create')) continue
      const unmet = await world.client.send('POST', type, {}, { 'if-none-exist': 'identifier=a|b' })
      assert.equal(unmet.status === 412, !conditionalCreate, type)
    }
  })

  it('names every search parameter that finds what it should and nothing else, and no other works', async () => {
    const names = new Set(stated.flatMap(({ searchParam }) => searchParam.map(({ name }) => name)))
    for (const { type, searchParam } of stated) {
      const resource = lived(type)
      const mine = new Map(searchParam.map(({ name, type: kind }) => [name, kind]))
      for (const name of names) {
        if (!mine.has(name)) {
          assert.equal((await strictly(`${type}?${name}=2026`)).status, 400, `${type}?${name}`)
          continue
        }
        const values = looked(resource, name, world.product.url)
        if (values === undefined) {
          const { body } = await strictly(`${type}?_id=${resource.id}&${name}:missing=true`)
          assert.deepEqual(idsOf(body), [resource.id], `${type}?${name}:missing=true`)
        }
        for (const [expected, queries] of [
          [[resource.id], values?.yes ?? []],
          [[], values?.no ?? []],
        ] as const)
          for (const value of queries) {
            const one = name === '_id' ? '' : `&_id=${resource.id}`
            const query = `${type}?${name}=${encodeURIComponent(value)}`
            const { status, body } = await strictly(query + one)
            assert.equal(status, 200, `${query}: ${reasonsOf(body).join(' ')}`)
            assert.deepEqual(idsOf(body), expected, query + one)
            // And from its index, where it has one.
            const all = await strictly(`${query}&_count=200`)
            assert.equal(idsOf(all.body).includes(resource.id), expected.length === 1, query)
          }
      }
    }
  })

  it('holds all that US Core and the referral guides require for searching', async () => {
    for (const [type, combinations] of Object.entries(usCore)) {
      const names = stated.find((each) => each.type === type)?.searchParam.map(({ name }) => name)
      for (const each of combinations) {
        assert.ok(
          each.every((name) => names?.includes(name) === true),
          `${type}?${each.join('&')}`,
        )
        const pairs = each.map((name) => [name, looked(lived(type), name, '')?.yes[0]] as const)
        if (pairs.some(([, value]) => value === undefined)) continue
        const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
        const { body } = await strictly(`${type}?${query.join('&')}`)
        assert.ok(idsOf(body).includes(lived(type).id), `${type}?${query.join('&')}`)
      }
    }
  })

  it('names what can be included, and the profiles that resources say they keep to', async () => {
    for (const { type, searchInclude = [], supportedProfile = [] } of stated) {
      for (const include of searchInclude) {
        const { body } = await strictly(`${type}?_id=${lived(type).id}&_include=${include}`)
        const modes = (body['entry'] as { search: { mode: string } }[]).map(
          ({ search }) => search.mode,
        )
        assert.equal(modes.includes('include'), !include.endsWith(':Practitioner'), include)
      }
      assert.equal((await strictly(`${type}?_include=${type}:nothing`)).status, 400)
      const { profile = [] } = lived(type)['meta'] as { profile?: string[] }
      assert.deepEqual(profile, supportedProfile, type)
    }
  })
})
