import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { settings } from './config.ts'
import { ownPlace } from './own-place.ts'

const told = {
  CARELOOM_MONGODB: 'mongodb://localhost:27017',
  CARELOOM_SECRETS: 'secrets',
  CARELOOM_CALLER_KEYS: 'keys',
  CARELOOM_TIME_ZONE: 'Europe/Berlin',
}
const placeOf = (more: Record<string, string>) =>
  ownPlace(settings.read({ ...told, ...more }), 9090, () => '10.0.0.7')

describe('where a process is reached by others of its service', () => {
  it('is where it listens', () => {
    assert.equal(placeOf({}), '127.0.0.1:9090')
    assert.equal(placeOf({ HOST: 'people-2.people' }), 'people-2.people:9090')
    assert.equal(placeOf({ HOST: '::1' }), '[::1]:9090')
  })
  it('is at its machine where it listens at every address', () => {
    for (const HOST of ['0.0.0.0', '::']) assert.equal(placeOf({ HOST }), '10.0.0.7:9090')
  })
  it('is what is said', () => {
    assert.equal(placeOf({ HOST: '0.0.0.0', CARELOOM_OWN_PLACE: 'pod-1:9' }), 'pod-1:9')
    assert.throws(() => placeOf({ CARELOOM_OWN_PLACE: 'pod-1' }), /CARELOOM_OWN_PLACE/)
  })
})
