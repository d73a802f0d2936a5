import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { systemClaims, userClaims } from '../identity/token-shape.ts'
import { hospitalClient } from '../identity/clients.ts'
import { sandboxUsers } from '../identity/users.ts'
import { realmOf } from './realm.ts'

const roles = ['person', 'peer', 'coordinator', 'clinician', 'integrator', 'system']
const scopes = ['system/Task.rs', 'system/*.cruds']
const realm = realmOf({ roles, scopes, withPeople: true })
const clientOf = (id: string) => realm.clients.find(({ clientId }) => clientId === id)

describe('the realm for Keycloak', () => {
  it('has whoever the embedded provider knows, by the same ids', () => {
    const ids = new Set(realm.users.map(({ id }) => id))
    assert.deepEqual(ids, new Set([...sandboxUsers.map(({ id }) => id), hospitalClient.clientId]))
    const without = realmOf({ roles, scopes, withPeople: false })
    assert.deepEqual(
      without.users.map(({ username }) => username),
      ['service-account-hospital'],
    )
  })
  it('puts into tokens every claim that the embedded provider does', () => {
    const mapped = realm.clientScopes.flatMap(({ protocolMappers }) =>
      protocolMappers.map(({ name, config }) => (config['claim.name'] ?? name).split('.')[0]),
    )
    const claims = [...sandboxUsers.map(userClaims), systemClaims(hospitalClient)]
    for (const name of claims.flatMap(Object.keys)) assert.ok(mapped.includes(name), name)
  })
  it('lets nobody say of themselves who they are to the product', () => {
    const [part] = realm.components['org.keycloak.userprofile.UserProfileProvider']
    const { attributes } = JSON.parse(part?.config['kc.user.profile.config'][0] ?? '')
    for (const { name, permissions } of attributes)
      assert.deepEqual(permissions.edit, ['admin'], name)
    const known = attributes.map(({ name }: { name: string }) => name)
    for (const user of realm.users)
      for (const name of Object.keys(user.attributes)) assert.ok(known.includes(name), name)
  })
  it('gives only roles and scopes that it has', () => {
    for (const { realmRoles } of realm.users)
      for (const role of realmRoles) assert.ok(roles.includes(role), role)
    assert.deepEqual(clientOf('hospital')?.optionalClientScopes, scopes)
    assert.throws(() => realmOf({ roles: ['person'], scopes, withPeople: true }), /no role/)
  })
  it('holds no secret: they are put in where it is imported', () => {
    const text = JSON.stringify(realm)
    const secrets = [...text.matchAll(/"(?:secret|value)":"([^"]*)"/g)].map(([, value]) => value)
    assert.deepEqual(
      new Set(secrets),
      new Set([
        '${CARELOOM_GATEWAY_SECRET}',
        '${CARELOOM_HOSPITAL_SECRET}',
        '${CARELOOM_PEOPLE_PASSWORD}',
      ]),
    )
  })
  it('slows guessing unless a test says otherwise', () => {
    assert.equal(realm.bruteForceProtected, true)
    const fast = realmOf({ roles, scopes, withPeople: true, slowsGuessing: false })
    assert.equal(fast.bruteForceProtected, false)
  })
  it('takes a system by its keys as well', () => {
    const jwk = { kty: 'EC', kid: 'k1' }
    const county = { ...hospitalClient, clientId: 'county', proof: { keys: [jwk] } }
    const { clients } = realmOf({ roles, scopes, withPeople: false, systems: [county] })
    const text = JSON.stringify(clients.find(({ clientId }) => clientId === 'county'))
    assert.match(text, /"use.jwks.string":"true","jwks.string":".*k1/)
    assert.doesNotMatch(text, /"secret":/)
  })
})
