import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Actor } from './actor.ts'
import { actorOf, wireActor } from './wire-actor.ts'

const actor: Actor = {
  id: 'u1',
  roles: new Set(['clinician', 'peer']),
  organization: 'hospital',
  practitionerId: 'osei',
  launchedFor: 'p1',
  scopes: ['user/*.rs'],
}

describe('an actor between services', () => {
  it('is the same there and back', () => assert.deepEqual(actorOf(wireActor(actor)), actor))
  it('has no role that is not known, and no scope that nobody gave', () => {
    assert.deepEqual(
      [...actorOf({ id: 'u1', roles: ['emperor', 'peer'], scopes: [] }).roles],
      ['peer'],
    )
    const { scopes: _none, ...unscoped } = actor
    assert.deepEqual(wireActor(unscoped).scopes, [])
  })
})
