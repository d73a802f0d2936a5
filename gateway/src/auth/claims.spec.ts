import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { actorOf } from './claims.ts'

const claims = {
  sub: 'u1',
  preferred_username: 'clinician',
  name: 'Dr. Efua Osei',
  realm_access: { roles: ['clinician', 'offline_access'] },
  organization: 'Organization/hospital',
  fhirUser: 'Practitioner/osei',
  scope: 'openid profile',
}

describe('the actor of a token', () => {
  it('is who its claims say, with the roles that we know', () => {
    const { roles, ...actor } = actorOf(claims)
    assert.deepEqual(actor, {
      id: 'u1',
      organization: 'hospital',
      personId: undefined,
      peerWorkerId: undefined,
      practitionerId: 'osei',
      displayName: 'Dr. Efua Osei',
      launchedFor: undefined,
      scopes: ['openid', 'profile'],
    })
    assert.deepEqual([...roles], ['clinician'])
  })
  it('has the scopes of its token, whoever they are, and the patient of its launch', () => {
    assert.deepEqual(
      actorOf({ azp: 'hospital', realm_access: { roles: ['system'] }, scope: 'system/Task.rs' })
        .scopes,
      ['system/Task.rs'],
    )
    assert.deepEqual(actorOf({ realm_access: { roles: ['system'] } }).scopes, [])
    const launched = actorOf({ scope: 'patient/*.rs', patient: 'p1' })
    assert.deepEqual([launched.scopes, launched.launchedFor], [['patient/*.rs'], 'p1'])
    assert.equal(actorOf({ azp: 'hospital' }).id, 'hospital')
  })
  it('takes claims of the wrong type for absent, and gives no role for them', () => {
    for (const odd of [7, null, {}, [], '', true]) {
      const actor = actorOf({
        sub: odd,
        organization: odd,
        person_id: odd,
        peer_worker_id: odd,
        fhirUser: odd,
        name: odd,
        preferred_username: odd,
        scope: odd,
        realm_access: odd,
        azp: odd,
      })
      assert.deepEqual(
        [
          actor.id,
          actor.roles.size,
          actor.organization,
          actor.personId,
          actor.peerWorkerId,
          actor.practitionerId,
        ],
        ['unknown', 0, undefined, undefined, undefined, undefined],
      )
    }
    for (const roles of ['system', { system: true }, [['system']], [null]])
      assert.equal(actorOf({ realm_access: { roles } }).roles.size, 0)
    assert.equal(actorOf({ fhirUser: 'Patient/p1' }).practitionerId, undefined)
  })
  it('may coordinate for several organizations', () =>
    assert.equal(actorOf({ organization: 'Organization/a Organization/b' }).organization, 'a b'))
})
